# chaincheck explain
chaincheck-explain-code-says-more = 詳しくは chaincheck explain CODE で表示します。
explain-severity = { $code } (特に断りがなければ { $severity })
explain-remedy = 対処: { $remedy }。
explain-by = 根拠: { $by }
explain-by-case = 根拠: { $by } (特に断りがない場合)
explain-see = 参照: { $sources }
