# スナップショットのファイルについて書くこと

## 証明書
copy-of-endpointconfiguration-cache = EndpointConfiguration.cache のコピー
exported-certificates = エクスポートされた証明書
output-of-certutil-store = certutil -store の出力
store-pfx = 秘密キーが含まれている可能性があるため、開きませんでした。秘密キーを含めずに証明書をエクスポートし、このファイルを削除してください
store-key = 秘密キーが含まれています (キーは読み取っていません)。このスナップショットを削除し、キーを含めずに取り直してください
store-count = ストアには証明書が { $said } 個あると書かれていますが、読み取れるのは { $here } 個です
store-malformed = { $before } 個の証明書を読み取った後に、形式が正しくない証明書があります: { $why }
store-more-problems = 同様の問題がほかに { $more } 個あります
store-too-many = 証明書が { $most } 個を超えています。残りは読み取りませんでした
store-unknown = どのストアのものか分かりません。machine-root、user-ca、user-my、machine-disallowed のように、ストアの名前をファイル名にしてください
store-whose = ユーザーのストアかコンピューターのストアか分かりません。ファイル名を user-my にしてください
store-sst-cut = { $at } バイト目: シリアル化されたストアがここで途切れているか、破損しています
certutil-text = テキストだけでは証明書の内容が足りません。証明書を (PEM、.p7b、または .sst で、秘密キーを含めずに) エクスポートしてください
certutil-cut = 途中で切れています。certutil の最後の行がありません
certutil-failed = certutil が失敗しました: { $line }
certutil-lost = { $count } 個の証明書のうち { $lost } 個を読み取れません

## DNS キャッシュ
output-of-ipconfig-displaydns = ipconfig /displaydns の出力
dns-cache-refused = ipconfig は DNS リゾルバー キャッシュを表示できなかったか、キャッシュが空です
dns-cache-none = レコードを 1 つも読み取れません
dns-cache-long = レコードが { $most } 個を超えています。残りは読み取りませんでした
dns-cache-damaged = { $damaged } 個のレコードを読み取れません

## フォルダーの一覧
output-of-dir-s = dir /s の出力
listing-not-deep = { $path } の中のフォルダーが一覧にありません。dir /s で取得してください
listing-cut = フォルダー { $path } の途中で切れています。残りは不明です
listing-long = フォルダーが { $most } 個を超えています。残りは読み取りませんでした
listing-elsewhere = クライアントのフォルダーが一覧にありません。%LOCALAPPDATA%\Microsoft\Office\16.0\Lync (または 15.0) を dir /s で一覧にしてください

# このコンピューター自身を読み取るとき
tool-failed = { $tool } を実行できません: { $why }
tool-silent = { $tool } は何も出力しませんでした
tool-slow = { $tool } は { $seconds } 秒以内に応答しませんでした
store-shut = ストアを開けません: { $why }
registry-long = キーが多すぎます
registry-closed = { $key } を読み取れません: { $why }

## 一部しか分からないもの
the-user-s-store-is-not-there-only-the-machine-s = コンピューターのストアだけがあり、ユーザーのストアがありません
the-machine-s-store-is-not-there-only-the-user-s = ユーザーのストアだけがあり、コンピューターのストアがありません
it-is-not-said-whether-it-is-the-machine-s-store-or-the-user-s = コンピューターのストアかユーザーのストアか分かりません
caches-lack = 次のクライアントのフォルダーの一覧がありません: { $versions }
service-refused = sc が確認できませんでした (エラー { $number })
credentials-refused = cmdkey が資格情報の一覧を表示できませんでした
