# 規則: 題名、説明、対処
microsoft-mends = ここですることはありません。ホストは Microsoft のもので、直すのは Microsoft です
