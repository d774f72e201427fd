# Markdown
do-first = 最初にすること
not-checked = 未チェック
endpoint = エンドポイント
what-is-wrong = 問題
see = 参照
judged-as-of = 判定日時
beside = 参考
accepted-until = 許容期限
