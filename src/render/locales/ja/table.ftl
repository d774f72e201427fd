# 画面の表
accepted-until = { $until } まで許容
