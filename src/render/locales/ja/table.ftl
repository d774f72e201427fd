# 画面の表
accepted-up-to = { $until } まで許容
chain-file-machine = { $path } を使うサーバー
write-chain-wrote = { $path } を書き込みました。現在送信されているチェーンの代わりに { $machine } にインストールしてください (秘密キーは今のものをそのまま使います)。Windows では、中間証明書をコンピューター アカウントの「中間証明機関」にインポートし、サービスを再起動してください
write-chain-none = チェーン ファイルは書き込まれませんでした。確認したチェーンの中に、ここで分かっている情報で修復できるものはありません

## どこでも
comma = 、
list = { $first }、{ $last }
and-more = 他 { $n } 件
of-these = { $what } { $n }
addresses-counted = { $address } { $n } 個
days-left = あと { $n } 日
one-day-left = あと 1 日
within-a-day = あと 1 日以内
days-ago = { $n } 日前
one-day-ago = 1 日前
less-than-a-day-ago = 1 日以内に経過

## 見出しの行
other-endpoints = 他の{ $endpoint } { $n } 個
broken-for-people = { $text }。影響: { $people }
at-risk-people = { $text }。影響のおそれ: { $people }
other-groups = { $first } など (他 { $n } 種類)
finding = 検出事項
problem = 問題
problems = 問題
warnings = 警告
notices = 通知
more-critical = { $text } (他に重大な{ $finding } { $n } 件)
more-warnings = { $text } (他に{ $warning } { $n } 件)
endpoints-counted = { $endpoint } { $n } 個
one-trusted = 信頼済み
all-trusted = すべて信頼済み
some-trusted = 信頼済み { $trusted }
first-expiry = { $text }。最初に期限が切れるもの: { $label }、{ $expiry }
and-known = { $text }。既知: { $known }
and-known-more = { $text }。既知: { $known } 他 { $n } 件
and-notices = { $text }。{ $notice } { $n } 件
checked-in-part = 一部しか確認できませんでした: { $problem }
could-not-be-checked = 確認できませんでした: { $problem }
more-problems = { $text } (他に{ $more } { $n } 件)
checked-only-in-part-the-run-was-cut-before-everything-of-it-was-reached = 一部しか確認できませんでした: すべてを確認する前に実行が打ち切られました
nothing-was-checked-the-run-was-cut-before-everything-of-it-was-reached = 何も確認できませんでした: 何も確認しないうちに実行が打ち切られました
no-check-possible = 何も確認できませんでした: { $why }
its-records-lead-to-no-address-of-the-family-asked-for-4-6 = レコードの先に、指定されたファミリ (-4、-6) のアドレスがありません
dns-has-no-sip-and-no-single-sign-on-record-of-it-is-the-name-right = SIP のレコードもシングル サインオンのレコードも DNS にありません。名前は正しいですか?
server-mute = ネーム サーバー { $server } が応答しませんでした
server-refused = ネーム サーバー { $server } が応答を拒否しました
server-failed = ネーム サーバー { $server } がエラーを返しました
lookups-failed = { $how } ({ $all } 件の検索のうち { $n } 件が失敗)
this-machine-has-no-way-to-any-of-the-addresses = このコンピューターからは、どのアドレスへも経路がありません
all-silent = どのアドレスも応答しません: { $stage }: { $why }
some-silent = { $all } 個のうち { $n } 個のアドレスが応答しません: { $stage }: { $why }

## 場所
at-both = { $name } (両方のアドレス)
at-all = { $name } (アドレス { $all } 個すべて)
at-some = { $name } ({ $listed }、アドレス { $all } 個のうち { $n } 個)
self-issued = 自己発行
cert-issued-by = 発行者 { $issuer }
link-between = { $below } から { $above } へのリンク
name-and-serial = { $name } (シリアル番号 { $serial })

## 表
endpoint-address = エンドポイント、アドレス
what-is-wrong-expiry = 問題、有効期限
expires = 有効期限
expires-on = 有効期限 { $when }
expired-on = 期限切れ { $when }
one-expired = { $label } の期限切れ { $when }
one-expires = { $label } の有効期限 { $when }

## 検出事項
title-and-place = { $title }。{ $place }
also = その他
also-at-one = 他の 1 か所では値が異なります (-v で表示)
also-at-many = 他の { $n } か所では値が異なります (-v で表示)
and-at = 場所: { $places }

## 展開とサインイン
online = オンライン
on-premises = オンプレミス
hybrid = ハイブリッド
on-premises-or-hybrid = オンプレミスまたはハイブリッド
hosted = ホスティング
mixed = 混在
because = 理由
seen-inside = 社内から確認しました。社外のクライアントに何が見えるかは確認していません。社外でも --vantage external を付けて chaincheck を実行してください
seen-inside-by-names = ここの DNS が知っている名前から、社内とみなしました。社外のクライアントに何が見えるかは確認していません。社外でも --vantage external を付けて chaincheck を実行してください
sign-in = サインイン
no-name-leads-anywhere = どの名前もどこにもつながりません
starts-at = 接続先 { $end }
broken-by = { $route }。原因: { $codes }
at-risk-from = { $route }。影響のおそれ: { $codes }
federated-by = フェデレーション: { $hosts }
request = { $purpose }: { $url }{ $at }: { $outcome }{ $server } ({ $ms } ミリ秒)
request-at = {" "}(接続先 { $address })
request-server = 、サーバー { $name }

## チェーン (-v)
found = 見つけた経路
chain-of = { $name } のチェーン
chain-without-sni = { $name } のチェーン (SNI なし)
chain-at = { $name } ({ $addresses }) のチェーン
session-without-sni = { $session }。SNI なしでも同じ
chain-at-without-sni = { $name } ({ $addresses }) のチェーン (SNI なし)
not-named = 指定なし
client-certificates-of = 受け入れるクライアント証明書の発行者
accepted-by = 受け入れるもの
refused-by = 拒否するもの
not-known-of = 不明なもの
on-path = { $label }。{ $source }。{ $from } から { $until } まで ({ $left })
checks-of-certificate = 証明書 { $i }
checks-of-link = リンク { $i } から { $next }
path-end = 終端は証明書 { $last }: { $end }
path-end-completed = 終端は証明書 { $last }: { $end }、補完元 { $by }
anchored-in = アンカーあり ({ $stores })
fails = 失敗
holds = 合格
unchecked = 未確認
not-applicable = 対象外
fault-at-certificate = { $code } (この証明書)
fault-at-link = { $code } (発行者へのリンク)
fault-at-end = { $code } (終端)
fault-at-end-sent = { $code } (送信された部分の終端)
breaks-here = ここで切れています
sent-as = 送信順 { $place }
anchor-of = { $store } のアンカー
sent-by = { $address } が送信 (ここでは送信されず)
sent-no-certificate = 送信順 { $place } は証明書ではありません: { $why }
sent-not-on-path = 送信順 { $place } はパス上にありません: { $label }
not-walked = 他に { $n } 個送信されましたが、調べていません

## 末尾
lookups = DNS 検索
lookup = { $name } { $kind }: { $answer } ({ $server }、{ $ms } ミリ秒{ $ttl })
anchor = アンカー
anchors = アンカー
store-decides = { $name } (判定に使用、{ $anchor } { $n } 個)
store-beside = { $name } (参考、{ $anchor } { $n } 個)
note = 注意
judged-and-took = { $time }、所要時間 { $took }
total = 合計
targets-total = 対象 { $n } 件: { $each }

## 誰が使うか
administrators = 管理者
audio-and-video-with-people-outside = 社外との音声とビデオ
calls-to-and-from-the-telephone-network = 電話網との通話
clients-inside = 社内のクライアント
device-registration = デバイスの登録
federation-partners = フェデレーション パートナー
meetings-with-people-outside = 社外との会議
mobile-clients-and-meetings = モバイル クライアントと会議
mobile-clients-and-sign-in-from-outside = モバイル クライアントと社外からのサインイン
outlook-calendars-and-voice-mail = Outlook、予定表、ボイス メール
people-joining-meetings = 会議の参加者
people-looking-up-dial-in-numbers = ダイヤルイン番号を調べる人
presentations-in-meetings = 会議でのプレゼンテーション
sign-in-of-online-users = オンライン ユーザーのサインイン
sign-in-with-certificates = 証明書でのサインイン
single-sign-on-of-everyone = 全員のシングル サインオン
windows-clients-and-phones-outside = 社外の Windows クライアントと電話
xmpp-partners = XMPP パートナー

## 判定、重大度: どの形式でも同じ言葉
ok = 正常
notice = 通知
warning = 警告
unknown = 不明
critical = 重大
trusted = 信頼済み
untrusted = 信頼不可
wrong-name = 名前の不一致
silent = 応答なし
skipped = 省略
by-design = 仕様どおり
none = なし
address = アドレス
addresses = アドレス
endpoint = エンドポイント
endpoints = エンドポイント
