# 証明書、失効リスト、OCSP 応答のバイト列のどこが読み取れないか

at-byte = { $what } (バイト { $at })
larger-than = { $most } バイトを超えています
bytes-after = 証明書の後に { $n } バイト余っています
no-bytes-at-all = バイトがまったくありません
an-element-that-is-longer-than-what-holds-it-cut-short = 要素が、それを含むものより長くなっています (途中で切れている可能性があります)
bytes-missing = バイトが足りません
invalid-version = バージョンが不正です
invalid-serial = シリアル番号が不正です
invalid-algorithm-identifier = アルゴリズム識別子が不正です
invalid-x-509-name = X.509 の名前が不正です
invalid-date = 日時が不正です
invalid-x-509-subject-public-key-info = サブジェクトの公開キー情報が不正です
invalid-extensions = 拡張が不正です
duplicate-extensions = 拡張が重複しています
invalid-signature-der-value = 署名の DER 値が不正です
invalid-tbs-certificate = 署名対象の部分が不正です
invalid-certificate = 証明書が不正です

the-two-signature-algorithm-fields-differ-rfc-5280-4-1-1-2 = 2 つの署名アルゴリズムのフィールドが異なります (RFC 5280 4.1.1.2)
no-such-version = バージョン { $version } は存在しません (RFC 5280 4.1.2.1)
the-serial-number-has-no-bytes-x-690-8-3-1 = シリアル番号のバイトがありません (X.690 8.3.1)
extensions-in-version = バージョン { $version } の証明書に拡張があります (RFC 5280 4.1.2.9)
the-rsa-public-key-cannot-be-read = RSA 公開キーを読み取れません
the-public-key-is-empty = 公開キーが空です
extension-twice = 拡張 { $oid } が 2 つあります (RFC 5280 4.2)
extension-unread = 拡張 { $oid } を読み取れません
name-unread = 種類が { $kind } のサブジェクトの別名を読み取れません

entry-unread = { $number } 番目のエントリを読み取れません
not-one-whole-der-element-cut-short = 完全な 1 つの DER 要素ではありません (途中で切れている可能性があります)
no-signed-part = 署名対象の部分がありません
no-signature-algorithm = 署名アルゴリズムがありません
no-signature-algorithm-in-the-signed-part = 署名対象の部分に署名アルゴリズムがありません
no-signature = 署名がありません
no-issuer = 発行者がありません
no-time-of-issue = 発行日時がありません
a-time-of-the-next-issue-that-is-none = 次の発行日時が日時ではありません
something-after-the-last-field = 最後のフィールドの後に何かがあります
extensions-that-cannot-be-read = 拡張を読み取れません
an-extension-that-cannot-be-read = 拡張の 1 つを読み取れません
its-two-signature-algorithm-fields-differ-rfc-5280-5-1-1-2 = 2 つの署名アルゴリズムのフィールドが異なります (RFC 5280 5.1.1.2)
its-version-does-not-fit-what-it-holds-rfc-5280-5-1-2-1 = バージョンが内容に合いません (RFC 5280 5.1.2.1)
its-extension-twice = 拡張 { $oid } が 2 つあります (RFC 5280 4.2)
its-extension-unread = 拡張 { $oid } を読み取れません

it-is-larger = { $most } バイトを超えています
response-unread = 読み取れません ({ $why })
its-body-cannot-be-read = 本体を読み取れません
body-unread = 本体を読み取れません ({ $why })
responder-says = レスポンダーの返答: { $said }
the-request-was-malformed = 要求の形式が正しくありません
an-internal-error = 内部エラー
try-later = 後で再試行してください
the-request-must-be-signed = 要求に署名が必要です
unauthorized = 許可されていません
unknown-kind = 未知の種類 { $kind } です
the-responder-s-name-cannot-be-read = レスポンダーの名前を読み取れません

the-issuer-s-rsa-key-cannot-be-read = 発行者の RSA キーを読み取れません
rsa-key-too-long = { $bits } ビットの RSA キーで、{ $most } ビットを超えています
signature-with-key = { $scheme } と種類 { $key } のキー
dsa-key = { $n } バイトの DSA キー
dsa-over = { $digest } に対する DSA
rsa-key-unusable = 発行者の RSA キーを使用できません ({ $why })
