# サインインに使うコンピューターの報告と比較

## 見出し
in-part = 一部のみ
desk-all-known = 問題は見つかりません。{ $all } 項目すべてを確認しました
desk-some-known = スナップショットにある範囲では問題は見つかりません。{ $all } 項目中 { $n } 項目は不明か、一部しか分かりません
desk-some-seen = 確認できた範囲では問題は見つかりません。{ $all } 項目中 { $n } 項目は確認できないか、一部しか確認できませんでした
desk-nothing = スナップショットに、ここで読み取れるものがありません
desk-unreadable = { $what } ({ $why })
snapshot-failed = スナップショットを読み取れませんでした。プログラムの不具合です。報告してください
snapshot-file = スナップショットの { $file }: { $why }
the-user-s-computer = 利用者のコンピューター

## コンピューターの項目
computer = コンピューター
account = アカウント
sign-in-address = サインイン アドレス
taken = 採取日時
the-sign-in = サインイン
works = 成功
versions-of-the-sign-in-clients = サインイン クライアントのバージョン
the-sign-in-assistant = サインイン アシスタント
the-personal-certificates = 個人証明書
the-stored-credentials = 保存された資格情報
what-the-client-remembers-of-servers = クライアントが記憶しているサーバー
what-the-resolver-remembers = DNS クライアントのキャッシュ
the-value-machineguid = MachineGuid の値
the-clock-against-a-reference = 基準時刻と比べた時計
the-client-s-settings-and-policies = クライアントの設定とポリシー
the-settings-of-schannel = Schannel の設定
the-trusted-roots = 信頼されたルート証明機関
the-intermediate-authorities = 中間証明機関
the-distrusted-certificates = 信頼されていない証明書
not-in-the-snapshot = スナップショットにありません
not-to-be-had-here = ここでは取得できません
not-there = ありません
is-known = 確認済み
looked-at = 確認した項目
what-was-looked-at = 確認した項目
read = 読み取ったファイル
files-of-the-snapshot = スナップショットのファイル
of-no-use-here = ここでは使いません

## 判定に使うストア
desk-no-roots = { $name } のスナップショットにはコンピューターのルート証明書がありません。代わりにストア { $fallback } で判定します
desk-some-roots = { $name } のスナップショットからはコンピューターのルート証明書の一部しか分かりません。分かっているものとあわせて、ストア { $fallback } で判定します
desk-no-user-roots = { $name } のスナップショットには利用者自身のルート証明書がありません。それで終わるチェーンはここでは信頼されません
desk-roots-decide = ストア { $fallback } の代わりに、{ $name } のスナップショットのルート証明書で判定します
judged-clock-ahead = コンピューターの時計 ({ $n } 秒進んでいます) で判定します (--at を指定した場合を除く)
judged-clock-behind = コンピューターの時計 ({ $n } 秒遅れています) で判定します (--at を指定した場合を除く)
windows-fetches-a-public-root-by-itself-when-a-chain-ends-at-one-mozilla-s-list-as-built-into-this-program-stands-for-microsoft-s = チェーンが公的なルートで終わるとき、Windows はそのルートを自動的に取得します。Microsoft の一覧の代わりに、このプログラムに組み込まれた Mozilla の一覧を使います

## 比較
compared = 比較
next = 次の手順
what = 項目
why = 理由
what-to-do-next = 次の手順
where-they-differ = 異なる点
what-they-share-as-far-as-it-is-known = 分かっている範囲で共通する点
shared-but = { $value } ({ $unknown } 件では不明)
nagios-compared = { $verdict }。{ $first }
verdict-computer = 原因はコンピューター { $name } にあります
verdict-computer-or-servers = 原因はコンピューター { $name } か、サーバーにあります
verdict-account = 原因はアカウント { $name } にあります
verdict-account-or-servers = 原因はアカウント { $name } か、サーバーにあります
verdict-servers = 原因はサーバーにあり、コンピューターやアカウントではありません
verdict-nobody = 失敗すると分かっているアカウントはありません
verdict-unknown = 原因がコンピューター、アカウント、サーバーのどれにあるかは分かりません

### 行
row-finding = { $title } ({ $code })
windows = Windows
windows-build = { $name }、ビルド { $build }
windows-only-build = ビルド { $build }
certificates-of-the-registrar = Communications Server が発行した証明書
stored-credentials = 保存された資格情報
folders-of-remembered-servers = サーバーを記憶したフォルダー
the-clock = 時計
desk-seconds-ahead = { $n } 秒進んでいます
desk-seconds-behind = { $n } 秒遅れています
right-to-the-second = 秒単位で一致
servers-set-by-hand = 手動で設定したサーバー
trust-list = 信頼リスト
trusted-roots = 信頼されたルート証明機関
intermediate-authorities = 中間証明機関
distrusted-certificates = 信頼されていない証明書
not-installed = インストールされていません
runs = 実行中
service-state = 実行されていません (状態 { $state })
missing = ありません
with-braces = 中かっこ付き
without-braces = 中かっこなし

### 理由
rests-on-findings = サインインの成否を記したスナップショットはありません。警告以上の問題が見つかったものを失敗、それ以外を成功とみなします
rests-on-words = すべてのスナップショットにサインインの成否が記されています
rests-on-both = { $all } 件中 { $said } 件のスナップショットにサインインの成否が記されています。その他は、警告以上の問題が見つかったものを失敗、それ以外を成功とみなします
rests-on-part = 問題が見つからなかったスナップショットのうち、一部の項目がないもの: { $in_part } 件
rests-on-latest = { $place } のスナップショットは最新のものを使います
rests-on-none = { $place } のスナップショットは内容が食い違い、どれが最新か分かりません
blame-every-account = 確認したアカウントは { $computer } ですべて失敗します: { $accounts }
blame-no-other-computer = 他のコンピューターで成功した例がないため、サーバーに原因がある可能性もあります
blame-works-elsewhere = 他のコンピューターではサインインできます: { $places }
blame-everywhere = { $account } は確認したすべてのコンピューターで失敗します: { $computers }
blame-no-other-account = 他のアカウントで成功した例がないため、サーバーに原因がある可能性もあります
blame-others-work = 他のアカウントはサインインできます: { $places }
blame-everyone = 確認したすべてのアカウントがすべてのコンピューターで失敗します: { $accounts } ({ $computers })
blame-nobody = 現在サインインに失敗すると分かっているものはありません
blame-fail = サインインに失敗: { $places }
blame-work = サインインに成功: { $places }
blame-not-known = サインインの成否が不明なアカウントとコンピューターの組: { $n } 件
blame-nameless = コンピューターとアカウントが分からないスナップショット: { $n } 件
blame-mark = 失敗するものだけに共通: { $title } ({ $code })
blame-place = { $account } ({ $computer })

### 次の手順
next-other-computer = 同じ { $n } 個のアカウントで別のコンピューターにサインインし、そこでスナップショットを採取してください。そこでも失敗する場合、原因は { $computer } ではありません
next-other-account = これらのコンピューターのいずれかで別のアカウントでサインインし、スナップショットを採取してください。それも失敗する場合、原因は { $account } ではありません
next-mend = { $of } で見つかった問題を解決してください: { $codes }
next-check-domain = サーバーを確認してください: chaincheck DOMAIN (DOMAIN はサインイン アドレスのドメイン)
next-check-that-domain = サーバーを確認してください: chaincheck { $domain }
next-another-on = { $on } で別のアカウントでサインインし、スナップショットを採取してください。それも失敗しますか?
next-elsewhere = 別のコンピューターで { $of } としてサインインし、スナップショットを採取してください。そこでも失敗しますか?
where-it-is-not-known-whether-the-sign-in-works-try-it-and-write-a-line-sign-in-works-or-sign-in-fails-into-about-txt-of-the-snapshot = サインインの成否が不明な場合は、実際にサインインしてみて、スナップショットの about.txt に sign-in: works または sign-in: fails の行を書いてください
write-lines-computer-name-and-account-name-into-about-txt-of-the-snapshots-that-do-not-say-whose-they-are = どのコンピューターとアカウントのものか分からないスナップショットの about.txt に、computer: 名前 と account: 名前 の行を書いてください
next-again = { $place } のスナップショットをもう一度採取し、現在サインインできるかどうかを記して、{ $place } の他のスナップショットを除いて比べてください
mend-what-was-found-in-each-snapshot-for-itself-the-worst-first = スナップショットごとに、見つかった問題を重大なものから順に解決してください
take-a-snapshot-where-and-while-the-sign-in-fails = サインインに失敗する場所で、失敗しているときにスナップショットを採取してください
support-who = それでも失敗する場合は、アカウント { $account } についてサポートに連絡し、以下の情報を送ってください
support-send = サポートに送る情報: { $what }
support-where = 他のアカウントはサインインできるのに { $computers } で失敗すること、いつから失敗するか
support-where-only = { $computers } で失敗すること、いつから失敗するか
the-versions-of-the-clients-and-of-windows-there-from-these-snapshots = これらのスナップショットにあるクライアントと Windows のバージョン
whether-it-fails-again-once-its-personal-certificate-its-stored-credentials-and-what-the-client-remembers-of-servers-were-removed = 個人証明書、保存された資格情報、クライアントが記憶しているサーバーを削除した後も失敗するかどうか
the-client-s-log-of-a-sign-in-that-fails-and-the-time-of-it-with-its-time-zone = 失敗したサインインのクライアント ログと、その日時 (タイム ゾーン付き)
the-report-of-chaincheck-on-its-domain-which-shows-whether-the-servers-are-in-order = サーバーが正常かどうかを示す、そのドメインについての chaincheck の報告
