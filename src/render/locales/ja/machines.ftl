# 監視とチケット用の出力に共通する文
not-checked-problem = チェックできませんでした: { $problem }
not-checked-cut = すべてを調べ終える前に実行が打ち切られました
not-checked-dns-timeout = ネーム サーバー { $server } が応答しませんでした
not-checked-dns = ネーム サーバー { $server } への問い合わせが失敗しました
not-checked-no-record = SIP とシングル サインオンのレコードが DNS にありません
not-checked-silent = どのアドレスも証明書を提示しません: { $stage }: { $why }
not-checked-no-route = このコンピューターからはどのアドレスにも到達できません
not-checked-other = 求められたものは確認できませんでした
nothing-checked = 何もチェックされませんでした
run-cut = 実行が打ち切られました。それまでに調べられなかったものの状態は不明です
place-all = { $endpoint } (全 { $all } アドレス)
place-some = { $endpoint } ({ $addresses }、{ $all } アドレス中 { $n })
expiry-past = { $date } ({ $days } 日前)
expiry-ahead = { $date } (残り { $days } 日)
subject-issued = { $cert } (発行者: { $issuer })
more = 他 { $n } 件

# Nagios
nagios-several = 対象 { $targets } 件。{ $worst }
nagios-fix = { $code }: { $remedy }
nagios-machine = このコンピューター: { $title } ({ $code })
summary-finding = { $title } ({ $code })
summary-finding-at = { $place }: { $title } ({ $code })
summary-finding-also = { $place } 他 { $n } か所: { $title } ({ $code })
summary-others = 。その他の検出: { $n } 件
summary-of = { $name }: { $said }
summary-fine = { $all } アドレス中 { $trusted } が信頼されています
summary-expiry = 。最初に期限が切れる証明書: { $label }、{ $date } (残り { $days } 日)
