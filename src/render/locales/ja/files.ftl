# 証明書、ストア、パスワードのファイルについて書くこと

## 読み取れないファイル
cannot-read = { $path } を読み取れません: { $why }
is-folder = { $path } はフォルダーです。中のファイルを指定してください
file-too-large = { $path } は { $size } MiB を超えています。証明書だけを指定してください
list-trusts = { $path } は信頼されたルートの一覧です。この一覧で判定するには --also NAME=FILE を使ってください
no-certificate-in = { $path } に証明書がありません{ $detail }。PEM、DER、PKCS#7、PKCS#12、JKS のいずれかを指定してください
no-response-in = { $path } は使用できる OCSP 応答ではありません: { $why }。DER で指定してください
no-list-in = { $path } に失効リストがありません{ $detail }。PEM または DER で指定してください
list-malformed = { $path }: { $number } 番目の失効リストの形式が正しくありません: { $why }。公開元から取得し直してください
only-unreadable = { " " }(読み取れません: { $why })
only-unreadable-whole = { " " }(全体を読み取れません: { $why })
only-block = { " " }(あるのは "{ $label }" だけです)
only-certificates = { " " }(あるのは証明書だけです)
for-this = { " " }({ $why })
certificate-malformed = { $path }: { $number } 番目の証明書の形式が正しくありません: { $why }
nth-malformed = { $number } 番目の証明書の形式が正しくありません: { $why }

## 一部だけ読み取れたファイル
rest-was-read = { $path }、{ $problem }。残りは読み取りました
give-pem = { $path }: { $why }。チェーンを PEM で、リーフを先頭にして指定してください
pkcs7-no-leaf = PKCS#7 ファイルの証明書の中にリーフがありません
pkcs7-leaves = PKCS#7 ファイルに、他の証明書を発行していない証明書が { $n } 個あり、リーフが分かりません
der-indefinite = { $at } バイト目: ここから始まる DER 要素は不定長 (BER) です。DER でエクスポートし直してください
der-cut = { $at } バイト目: ここから始まる DER 要素は途中で切れています
is-trust-list = { $at } バイト目: Microsoft の証明書信頼リストです。ダイジェストだけで、証明書は含まれていません。--also NAME=FILE で、信頼されていない証明書の一覧なら --distrust FILE で指定してください
pkcs7-at-byte = { $at } バイト目: PKCS#7 コンテナーを読み取れません
pkcs7-at-line = { $line } 行目: PKCS#7 コンテナーを読み取れません
no-der = { $at } バイト目: { $size } バイトは DER の証明書ではありません
pem-no-end = { $line } 行目: ブロック "{ $label }" に END 行がありません (ファイルが途中で切れている可能性があります)
pem-no-base64 = { $line } 行目: ブロック "{ $label }" は正しい base64 ではありません

## キー ストアとパスワード
the-key-store-s-own-digest-was-not-checked-for-want-of-its-password-the-certificates-were-read = パスワードがないため、キー ストア自身のダイジェストは確認していません。証明書は読み取りました
pkcs12-rounds = { $rounds } 回のキー派生が必要ですが、このプログラムは 1 つのキーに { $most } 回までしか行いません。回数を減らしてエクスポートし直してください (openssl pkcs12 -export -iter 100000)
pkcs12-no-password = パスワードが必要です。CHAINCHECK_PKCS12_PASSWORD を設定するか、--password-file FILE を指定するか、端末で実行して入力してください
pkcs12-wrong-password = パスワード ({ $from }) が正しくないか、ファイルが変更されています
pkcs12-malformed = PKCS#12 コンテナーを読み取れません: { $why }
pkcs12-slow = 開くのに { $seconds } 秒を超えました
jks-jceks = JCEKS のキー ストアです。証明書を PEM でエクスポートしてください (keytool -exportcert -rfc)
jks-version = JKS 形式のバージョン { $version } は未知のものです。変換してください (keytool -importkeystore -deststoretype pkcs12)
jks-malformed = JKS のキー ストアが { $at } バイト目で切れているか、壊れています
jks-digest = パスワードが正しくないか、キー ストアが変更されています。末尾のダイジェストが一致しません
the-first-line-of-the-password-file = パスワード ファイルの 1 行目
password-file-no-text = { $place }: 1 行目が UTF-8 のテキストではありません。パスワードは UTF-8 のテキストでなければなりません
password-no-text = { $place } が UTF-8 のテキストではありません。パスワードは UTF-8 のテキストでなければなりません
password-prompt = { $path } のパスワード:{ " " }

## クライアント証明書
holds-no-certificate-in-pem = PEM の証明書がありません
holds-a-certificate-that-cannot-be-read = 読み取れない証明書があります
holds-no-private-key-in-pem-pkcs-8-pkcs-1-or-sec-1 = PEM の秘密キー (PKCS#8、PKCS#1、SEC 1) がありません
holds-an-encrypted-private-key-write-it-without-a-password-openssl-pkey-in-file-out-file = 秘密キーが暗号化されています。パスワードなしで書き出してください (openssl pkey -in FILE -out FILE)
holds-a-private-key-that-cannot-be-used-rsa-of-2048-to-8192-bits-ecdsa-on-a-nist-curve-and-ed25519-can = 使用できない秘密キーです (使用できるのは 2048 から 8192 ビットの RSA、NIST 曲線の ECDSA、Ed25519 です)
holds-a-private-key-that-is-not-the-one-of-the-certificate = 証明書の秘密キーではありません

## ストア
store-problem = ストア { $name }: { $problem }
first-entries = 最初の { $n } 個だけを読み取りました
system-empty = システムのストアが空です
store-closed = { $whose }ストア { $store } を開けません: { $why }
the-current-user-s = 現在のユーザーの
the-machine-s = コンピューターの
the-list-is-taken-as-it-is-its-signature-is-not-checked = 一覧をそのまま使います。署名は確認していません
list-unfit = 証明書信頼リストを読み取れません: { $what } が正しくありません
list-too-many = 証明書信頼リストに { $most } 個を超える項目があります
the-container = コンテナー
the-usage = 用途
the-date = 日付
the-algorithm = アルゴリズム
an-entry = 項目
