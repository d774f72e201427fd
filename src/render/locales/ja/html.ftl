# ページ (HTML)

## 見出し
chaincheck-report = chaincheck レポート
html-judged-as-of = 判定の基準日時: { $time }
html-several-targets = { $n } 件の対象
targets = 対象
this-run-was-cut-whatever-was-not-reached-by-then-is-not-known = 実行は途中で打ち切られました。それまでに確認できなかったことは不明です
nothing-was-checked = 何も確認されていません
nothing-could-be-checked = 何も確認できませんでした。
checked-only-in-part = 一部しか確認できませんでした。
the-run-was-cut-before-everything-was-reached = すべてを確認する前に実行が打ち切られました。
no-address-answered-each-says-below-how-far-the-connection-got = 応答したアドレスはありません。接続がどこまで進んだかは、下の各エンドポイントに示します。
dns-has-no-record-that-leads-to-a-server-of-it-is-the-name-right = このドメインのサーバーにつながるレコードが DNS にありません。名前は正しいですか。
html-lookups-failed = 失敗した DNS 検索: { $all } 件中 { $failed } 件 (ネーム サーバー { $server }: { $answer })
nothing-was-found-that-is-not-accepted = 許容されていない問題は見つかりませんでした。
known = 既知
no-fault-was-found = 問題は見つかりませんでした。
broken-for = 影響を受けるもの
do-not-get-in = 接続できない
get-in = 接続できる
at-risk = 影響のおそれ
besides = ほかに
html-more-critical = 重大な検出事項があと { $others } 件
html-more-warnings = 警告があと { $others } 件
without-certificate-by-design = 仕様により証明書なし
first-to-expire = 最初に期限が切れる証明書

## 対処
do-this-first = 最初にすること
why-and-what-was-seen = 理由と確認した内容
what-to-do = すること
now = 今すぐ
when-there-is-time = 時間のあるときに
likewise-at = 次の場所でも同様に
fix = 対処
repaired-chains-to-install = インストールする修復済みチェーン
install-one-in-place-of-the-chain-that-is-sent-now-the-private-key-stays-as-it-is-one-click-selects-the-text = 現在送信されているチェーンの代わりにインストールしてください。秘密キーは今のものをそのまま使います。クリックするとテキスト全体が選択されます。

## 展開
deployment = 展開の種類
from-inside-the-office = 社内から確認しました。
from-inside-the-office-by-the-names-that-dns-knows-here = 社内から確認しました (ここの DNS で解決できる名前による)。
what-clients-outside-meet-was-not-checked-run-chaincheck-there-too-with-vantage-external = 社外のクライアントに何が見えるかは確認していません。社外でも --vantage external を付けて chaincheck を実行してください。
html-picture = { $name } の展開の図。同じ内容を下に文章で示します
the-picture = 図
what-was-found = 確認した構成
the-same-without-sni = SNI なしでも同じ
clients-with-nothing-in-the-way = 支障のないクライアント
the-picture-in-words = 図の内容 (文章)
broken-here = ここで切れています
not-sent = 送信されていません
not-known-here = ここでは不明
not-in-the-store = ストアにありません
the-search-was-stopped = 探索は打ち切られました
an-anchor = トラスト アンカー

## 検出事項
findings = 検出事項
where = 場所
at = 箇所
html-at-address = { $name } ({ $listed })
html-at-all = { $name } ({ $all } 個のアドレスすべて)
html-at-some = { $name } ({ $listed }; { $all } 個のアドレス中 { $n } 個)
html-self-issued = { $label } (自己発行)
html-issued-by = { $label } (発行者 { $issuer })
html-link = { $below } から { $above } へのリンク
html-other-values = ほかの場所では値が異なります ({ $n } 件)
html-more = ほか { $n } 件
the-json-report-has-all-of-them = すべては JSON レポートにあります
speaks-for = 根拠
html-within-a-day = 1 日以内
html-tomorrow = あと 1 日
html-days = あと { $n } 日
html-just-ago = 1 日以内に終了
html-yesterday = 1 日前に終了
html-days-ago = { $n } 日前に終了

## クライアント
who-gets-in = 接続できるクライアント
clients = クライアント
verdict = 判定
where-not-and-why = 接続できない場所と理由
gets-in = 接続できる
refused-in-part = 一部で拒否する
known-in-part = 一部不明
how-clients-sign-in = サインインの経路
who-signs-users-in = ユーザーをサインインさせるもの
affected = 影響あり
meets = 検出事項:
nothing-in-the-way = 支障なし
leads-nowhere = 行き先なし
html-starts-at = 接続先 { $place }
names-tried-in-order = 試す名前 (順番どおり)
absent = なし
ad-fs = AD FS
not-ad-fs = AD FS 以外
federated-without-a-host = フェデレーション (ホストなし)
the-cloud-itself-managed = クラウド自身 (マネージド)
the-cloud-does-not-know-the-domain = クラウドはこのドメインを知りません

## エンドポイントとチェーン
endpoints-and-their-chains = エンドポイントとそのチェーン
used-by = 利用者
found-by = 見つけた経路
names-it-must-answer-for = 証明書に必要な名前
without-sni = SNI なし
shows-no-certificate-in-this-role = この役割では証明書を提示しません
no-route-for-this-address-family = このアドレス ファミリへの経路がありません
session-not-settled = セッションは確立していません
webpki-accepts = webpki は受け入れます
client-certificate-required = クライアント証明書が必須
client-certificate-requested = クライアント証明書を要求
authorities-whose-client-certificates-are-accepted = 受け入れるクライアント証明書の証明機関
html-sent-as = { $place } 番目に送信 (0 から)
html-sent-by = { $address } が送信 (ここでは送信されていません)
html-anchor-of = { $store } のアンカー
downloaded-not-sent = ダウンロードしたもの (送信されていません)
from-intermediates-not-sent = --intermediates から (送信されていません)
html-anchored = { $stores } のアンカーに到達
ends-without-an-anchor = アンカーに到達せず終了
completed-by = 次により補完:
every-check = すべてのチェック
html-certificate-number = 証明書 { $i }
html-link-number = リンク { $i } から { $next }
at-this-certificate = この証明書
at-the-link-to-its-issuer = 発行者へのリンク
at-the-end = 末尾
at-the-end-of-what-was-sent = 送信された部分の末尾
the-chain-breaks-here = チェーンはここで切れています。
only-because-of-what-is-broken-below-it = これより下の問題だけが原因です
html-not-on-path = { $place } 番目に送信、パス上にありません:
html-no-certificate = { $place } 番目に送信、証明書ではありません: { $why }
html-not-walked = ほかに送信され、調べていないもの: { $n } 個

## 問い合わせ
what-was-asked = 問い合わせた内容
certificates-for-tokens-by-the-federation-metadata = フェデレーション メタデータにあるトークン用証明書
for-signing = 署名用
for-encryption = 暗号化用
dns-lookups = DNS 検索
requests = 要求

## 証明書
certificates = 証明書
select-a-pem-text-with-one-click-to-copy-it = PEM テキストはクリックすると全体が選択され、コピーできます。
html-until = { $day } まで
subject = サブジェクト
serial-number-as-in-the-event-log = シリアル番号 (イベント ログの表記)
thumbprint-sha-1 = 拇印 (SHA-1)
valid = 有効期間
names = 名前
too-long-to-be-shown-here-the-json-report-has-it = 長すぎるためここには表示しません。JSON レポートにあります。

## 判定の条件
how-this-was-judged = 判定の条件
stores = ストア
decides = 判定に使用
beside-the-others = 参考
html-anchors = アンカー { $n } 個
time-taken = 所要時間
program = プログラム
milliseconds = { $ms } ミリ秒
