# コマンド ライン、設定、進行状況について標準エラー出力に書くこと

## 対象
target-address = { $address } はアドレスで、ドメインではありません。エンドポイントを確認するには chaincheck probe { $address } を使ってください
no-domain = { $typed } はドメイン名ではありません: { $why }
no-host = { $typed } は HOST または HOST:PORT ではありません (IPv6 アドレスは角かっこで囲みます。ポートは 1 から 65535)
no-server = { $typed } はネーム サーバーのアドレスではありません。ADDR または ADDR:PORT を指定してください (IPv6 アドレスは角かっこで囲みます)
it-looks-like-a-url-but-is-none = URL のように見えますが、URL ではありません
the-url-has-no-host = URL にホストがありません
it-has-no-dot-give-the-whole-domain-such-as-contoso-com-files-are-checked-with-chaincheck-verify = ドットがありません。contoso.com のように、ドメイン全体を指定してください (ファイルは chaincheck verify で確認します)
service-hint = { $name } はサービスの名前のようです。ドメイン全体を確認するには chaincheck { $parent } を使ってください
there-is-no-name = 名前がありません
it-holds-characters-that-no-domain-name-can-have = ドメイン名に使えない文字が含まれています
it-is-longer-than-253-characters = 253 文字を超えています
its-parts-must-be-1-to-63-letters-digits-and-hyphens = 各部分は 1 から 63 文字の英数字とハイフンでなければなりません
it-begins-with-a-hyphen = ハイフンで始まっています
cannot-read-input = 標準入力を読み取れません: { $why }
no-target = 確認する対象がありません。標準入力に対象がありませんでした
input-cut = 標準入力をすべて読み取る前に実行が打ち切られました
target-failed = 対象の 1 つを確認できませんでした。プログラムの障害です。ご報告ください

## オプションの値
option-value = { $option }: { $value } は使えません。{ $expected }
a-host-name-without-a-port-others-chaincheck-probe-host-port = ポートを付けずにホスト名を指定してください (他のポートは chaincheck probe HOST:PORT で確認します)
host-or-host-port-by-the-name-that-teams-knows-the-controller-by = Teams に登録されているコントローラーの名前で、HOST または HOST:PORT を指定してください
a-domain-name-such-as-fabrikam-com = fabrikam.com のようなドメイン名を指定してください
an-object-identifier-such-as-2-23-140-1-2-1 = 2.23.140.1.2.1 のようなオブジェクト識別子を指定してください
the-url-of-an-http-proxy-such-as-http-proxy-contoso-com-8080 = http://proxy.contoso.com:8080 のような HTTP プロキシの URL を指定してください
a-host-name = ホスト名を指定してください
possible-for-both-at-once = 両方を同時には指定できません
enough-without-client-key = --client-key も指定してください
enough-without-client-cert = --client-cert も指定してください
a-code-chaincheck-explain-lists-them = コードを指定してください。コードの一覧は chaincheck explain で表示されます
code-level = CODE=LEVEL の形で指定してください
critical-warning-or-notice = critical、warning、notice のいずれかを指定してください
an-rfc-3339-time-such-as-2026-11-22t10-00-00z = 2026-11-22T10:00:00Z のような RFC 3339 の日時を指定してください
a-duration-such-as-5s-or-1m30s = 5s や 1m30s のような時間を指定してください
a-fraction-between-0-and-1-or-a-duration-such-as-30d = 0 から 1 までの割合、または 30d のような期間を指定してください
a-fraction-such-as-1-4-or-a-duration-such-as-30d = 1/4 のような割合、または 30d のような期間を指定してください
name-system-name-mozilla-or-name-path-with-a-name-of-letters-digits-and = NAME=system、NAME=mozilla、NAME=PATH のいずれかを指定してください。NAME に使えるのは英数字と . _ - です
one-of-stores = { $names } のいずれかを指定してください。ファイルは --anchors で指定します
one-report-on-standard-input-and-one-in-a-file = レポートの一方は標準入力、もう一方はファイルで指定してください
route-shape = { $typed } は HOST:PORT:ADDR:PORT ではありません (IPv6 アドレスは角かっこで囲みます。HOST、ADDR、ポートは空でもかまいません)
route-port = { $typed } は 1 から 65535 までのポートではありません
no-format = 出力形式 { $name } はありません。使えるのは { $known } です
dns-unreadable = システムの DNS 構成を読み取れません: { $why }。--dns ADDR を使ってください
dns-no-server = システムの DNS 構成にサーバーがありません。--dns ADDR を使ってください
cannot-start = 開始できません: { $why }
downloads-not-kept = ダウンロードしたものを { $folder } に保存しません: { $why }

## 出力
cannot-write = { $path } に書き込めません: { $why }
no-file-name = ファイル名が指定されていません
no-folder = フォルダー { $folder } がありません
write-chain-link = シンボリック リンクです。リンク先のフォルダーを指定してください
write-chain-no-file = ファイルではないものがあります
write-chain-other = 別の内容のファイルがあります。置き換えるには --force を使ってください
probing = 確認中
progress = { $spinner } { $msg } { $counts } アドレス、{ $elapsed }

## 設定ファイルと許容する問題のファイル
not-utf-8-text = UTF-8 のテキストではありません
no-key = キー { $key } はありません
is-near = 近いものは { $near } です
codes-listed = コードの一覧は chaincheck explain で表示されます
key-unlike = { $key } が { $found } です。{ $wanted }を指定してください
text = テキスト
text-or-a-number = テキストまたは数値
a-list-of-texts = テキストの一覧
true-or-false = true または false
a-list-of-tables-accept = テーブルの一覧 [[accept]]
neither-true-nor-false = true でも false でもありません
counted = { $key } は 0 から 255 までの数値です
not-for-file = { $name } はコマンド ラインで指定するもので、このファイルには書けません
no-password-belongs-into-this-file-password-file-names-one-that-holds-it = このファイルにパスワードを書かないでください。password-file で、パスワードを書いたファイルを指定します
there-is-no-settings-file = 設定ファイルはありません
settings-sound = { $path }: 正しい設定ファイルです。設定されているもの: { $names }
settings-empty = { $path }: 正しい設定ファイルです。何も設定されていません
nothing-can-be-added-to-a-list-in-brackets-use-accept = 角かっこの一覧には追加できません。[[accept]] を使ってください
until-is-missing-the-last-day-as-2027-01-31 = until がありません。最後の日を 2027-01-31 のように指定してください
until-is-not-a-day-such-as-2027-01-31 = until が 2027-01-31 のような日付ではありません
id-or-code-is-missing-which-finding-is-accepted = id も code もありません。許容する問題を指定してください
id-and-code-one-of-them-is-enough = id と code の両方があります。どちらか 1 つにしてください
ran-out-and-counts-again = 期限が過ぎ、再び数えられています
matched-nothing-in-this-run = 今回の実行では何にも一致しませんでした
code-at-host = { $code } ({ $host })
idle-more = 他 { $n } 件
baseline-added = { $path }: { $until } まで許容する問題を追加しました: { $count } 件

## レポートの比較
report-too-large = { $size } MiB を超えています。一度に比較できる大きさではありません
report-empty = 空です。レポートがありません
report-malformed = { $line } 行 { $column } 列: { $why }
report-schema = { $line } 行: スキーマが { $found } です。読み取れるのは { $known } だけです

## デモ
no-scenario = シナリオ { $name } はありません。一覧は chaincheck demo --list で表示されます
scenario-title = シナリオ { $name }: { $title }
scenario-missed = シナリオで予定されている診断になりませんでした: { $codes }
the-deployment-stays-up-until-ctrl-c-to-check-it-from-another-shell = この環境は Ctrl+C を押すまで動き続けます。別のシェルから確認するには次を実行してください:
nothing-is-wrong = 問題はありません
one-of-two-edge-members-sends-its-certificate-alone = 2 台の Edge サーバーの 1 台が、自身の証明書だけを送信します
the-edge-servers-send-an-issuing-ca-certificate-that-ran-out-a-day-ago = Edge サーバーが、1 日前に期限が切れた発行元 CA の証明書を送信します
the-chains-are-complete-but-this-machine-does-not-know-the-root = チェーンは完全ですが、このコンピューターにルートがありません
the-reverse-proxy-answers-for-webext-contoso-test-only = リバース プロキシが webext.contoso.test にしか応答しません
the-edge-servers-send-the-issuing-ca-s-certificate-from-before-it-was-re-keyed = Edge サーバーが、キーの更新前の発行元 CA の証明書を送信します
the-federation-port-refuses-whoever-has-no-certificate = フェデレーションのポートが、証明書のない接続を拒否します
one-of-two-edge-members-refuses-connections = 2 台の Edge サーバーの 1 台が接続を拒否します
a-hybrid-deployment-whose-ad-fs-proxy-sends-its-certificate-alone = ハイブリッド展開で、AD FS プロキシが自身の証明書だけを送信します
nothing-is-wrong-and-nothing-is-left-on-premises = 問題はなく、オンプレミスには何も残っていません
some-records-lead-to-the-cloud-some-still-to-the-own-edge = レコードの一部はクラウドを、一部はまだ自社の Edge を指しています
the-edge-certificate-lacks-the-name-of-the-second-sip-domain = Edge の証明書に、2 つ目の SIP ドメインの名前がありません
cannot-make-the-certificates-of-the-demo = デモの証明書を作成できません
cannot-listen-on-the-loopback-address = ループバック アドレスで待ち受けできません
cannot-set-up-the-tls-servers-of-the-demo = デモの TLS サーバーを準備できません
cannot-set-up-the-name-server-of-the-demo = デモのネーム サーバーを準備できません
output-twice = { $path } が 2 つの出力に指定されています。一方が他方を壊してしまいます

## コマンド ラインの誤り
error = エラー:{" "}
tip = ヒント:{" "}
usage = 使用法:{" "}
more-with = 詳しくは '{ $option }' を実行してください。
unexpected-argument = 引数 '{ $arg }' は使えません
the-following-required-arguments-were-not-provided = 必要な引数が指定されていません:
value-lacks = '{ $arg }' には値が必要ですが、指定されていません
invalid-value = '{ $arg }' の値 '{ $value }' は正しくありません
one-of-values = {"\u000A"}  [使える値: { $values }]
unexpected-value = '{ $arg }' に余分な値 '{ $value }' があります
unknown-command = コマンド '{ $command }' はありません
command-lacks = '{ $command }' にはコマンドの指定が必要です
one-of-commands = {"\u000A"}  [コマンド: { $names }]
invalid-utf-8-was-detected-in-one-or-more-arguments = 引数に UTF-8 ではないものがあります
argument-twice = 引数 '{ $arg }' は 1 回しか指定できません
argument-conflict = 引数 '{ $arg }' は '{ $other }' と同時に指定できません
argument-conflicts = 引数 '{ $arg }' は次のものと同時に指定できません:
not-in-range = { $number } は { $range } の範囲にありません
invalid-digit-found-in-string = 数字ではない文字があります
cannot-parse-integer-from-empty-string = 数値がありません
similar-command = 似たコマンドがあります: { $quoted }
similar-commands = 似たコマンドがあります: { $quoted }
similar-argument = 似た引数があります: { $quoted }
similar-arguments = 似た引数があります: { $quoted }
similar-value = 似た値があります: { $quoted }
similar-values = 似た値があります: { $quoted }
pass-as-value = '{ $arg }' を値として渡すには '{ $typed }' とします
exists-elsewhere = '{ $name }' があります
without-dashes = コマンド '{ $name }' があります。使うには、その前の '--' を取り除いてください

## ヘルプ
default-value = {" "}[既定: { $values }]
possible-values = {" "}[使える値: { $values }]
for-people-headline-table-findings = 人が読むもの: 見出し、表、検出事項
one-page-for-a-browser-or-a-printer = ブラウザーまたはプリンター向けの 1 ページ
for-tickets-and-the-summaries-of-ci-jobs = チケットや CI ジョブの要約向け
one-json-document = 1 つの JSON 文書
one-json-document-a-line-and-target = 1 行、1 対象につき 1 つの JSON 文書
junit-xml-for-ci-a-test-case-for-each-address = CI 向けの JUnit XML: アドレスごとに 1 つのテスト ケース
sarif-2-1-0-for-code-scanning = コード スキャン向けの SARIF 2.1.0
annotations-of-a-github-actions-job = GitHub Actions のジョブの注釈
a-line-of-a-nagios-or-icinga-plug-in-with-performance-data = パフォーマンス データ付きの Nagios または Icinga プラグインの 1 行
metrics-for-the-textfile-collector-of-prometheus = Prometheus の textfile collector 向けのメトリック
a-table-for-spreadsheets-a-line-for-each-address-endpoint-and-target = 表計算向けの表: アドレス、エンドポイント、対象ごとに 1 行

## マニュアル ページ
user-commands = ユーザー コマンド
synopsis = 書式
description = 説明
extra = 補足
version = バージョン
