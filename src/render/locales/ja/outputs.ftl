# スナップショットを開くこと、Windows のツールの出力を読み取ることについて書くこと

## スナップショット
snapshot-cannot-read = { $path } を読み取れません: { $why }
snapshot-neither = { $path } はスナップショットではありません。chaincheck workstation --collector で作成したフォルダーか zip、または README にある出力を入れたフォルダーを指定してください
snapshot-zip = { $path } は読み取れる zip ではありません ({ $why })。展開して、そのフォルダーを指定してください
not-windows = このコンピューターは Windows ではありません。Windows のコンピューターのスナップショットを指定してください (chaincheck workstation --collector で、スナップショットを作成するスクリプトを表示できます)

## スナップショットの中のファイル
snapshot-file-long = { $most } MiB を超えています
snapshot-long = これを含めるとスナップショットが { $most } MiB を超えます。このファイルと、これより大きいファイルは読み取りませんでした
snapshot-many = スナップショットのファイルが { $most } 個を超えています。このファイルと、これより大きいファイルは読み取りませんでした
snapshot-entries = スナップショットのファイルとフォルダーが { $most } 個を超えています。これと、これより後に見つかったものは読み取りませんでした
snapshot-deep = { $most } 階層より深いフォルダーの中にあります
snapshot-link = リンクです。リンク先は読み取りません
snapshot-special = 通常のファイルではありません
snapshot-twin = 同じ名前のファイルがほかにあり、そちらを読み取りました
snapshot-zip-twins = 同じ名前が複数あります。それぞれ最後のものを読み取りました
snapshot-entry-climbs = パスがスナップショットの外を指しています
snapshot-entry-encrypted = 暗号化されています。スナップショットはパスワードなしで圧縮してください
snapshot-entry-method = 対応していない方式 ({ $method }) で圧縮されています。スナップショットは Windows の標準の機能で圧縮してください
snapshot-entry-damaged = 破損しています ({ $why })
snapshot-export-long = このファイル、またはレジストリのエクスポート全体が { $most } MiB を超えています。README に記載のキーだけをエクスポートしてください
snapshot-sections = { $most } 個を超えるコマンドの出力が含まれています。残りは読み取りませんでした
snapshot-garbled = { $number } 文字を読み取れません

## 収集スクリプトの記録
what-the-collector-says-of-itself = 収集スクリプトの記録
about-layout = 別のバージョン ({ $layout }) の収集スクリプトで作成されています。不明な項目は読み取りませんでした
about-line = 次の行を読み取れません: { $line }

## レジストリ
keys-of-the-registry = レジストリのキー
registry-file-long = 長すぎるか、読み取れない行が多すぎます。すべては読み取りませんでした
registry-cut = 値の途中で切れています
registry-lines = { $number } 行を読み取れません。最初の行: { $line }
registry-deletes = インポートするとキーまたは値が削除されるファイルのため、実際の内容とは限りません。キーをエクスポートし直してください
registry-no-guid = reg query でこの値が見つからなかったか、照会できませんでした

## サービス
output-of-sc-query = sc query の出力
service-no-state = サービスの状態が書かれていません

## 資格情報
output-of-cmdkey-list = cmdkey /list の出力
credentials-none = ターゲットも、資格情報がないことも書かれていません
credentials-cut = 資格情報の途中で切れています

## 時計
the-clock-beside-another = 時計と基準の時刻の比較
clock-service = w32tm がタイム サービスに照会できませんでした
clock-no-answer = タイム サーバーから応答がありません
clock-no-local = HTTP 応答の Date はありますが、UTC との時差を含むローカル時刻 (例: 2026-02-03T09:10:11+09:00) がありません

## バージョン
versions-of-programs = プログラムのバージョン
the-version-of-windows = Windows のバージョン
