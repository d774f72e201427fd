# コマンド ラインのヘルプ: help-<コマンド>、help-<コマンド>-<引数>、help-option-<引数>
help-heading-arguments = 引数
help-heading-options = オプション
help-heading-trust = 信頼
help-heading-findings = 検出事項
help-heading-network = ネットワーク
help-heading-output = 出力
help-heading-settings = 設定
help-heading-commands = コマンド
help-heading-usage = 使用法

help-chaincheck = TLS 証明書チェーンのどのリンクが、なぜ切れ、誰に影響し、どう直せばよいかを調べます。ドメインを指定すると、Lync、Skype for Business、シングル サインオンのエンドポイントを DNS から見つけ、すべてのアドレスに証明書を問い合わせ、すべてのチェーンをトラスト アンカーまでたどります
help-probe = 検出を行わずに、指定したエンドポイントを確認します
help-verify = ファイルにあるチェーン (PEM、DER、PKCS#7) を確認します。--online を付けない限りネットワークを使いません
help-workstation = 利用者がサインインに使うコンピューターを確認します。このコンピューター (Windows) または他のコンピューターのスナップショット
help-explain = 検出事項の意味、またはエラー メッセージの背後にある検出事項を説明します。何も指定しなければ一覧を表示します
help-demo = 欠陥のある contoso の展開をループバックで動かし、確認します
help-diff = 2 つの json または jsonl レポートの間で変わったことを表示します
help-schema = json と jsonl のレポートの JSON Schema を表示します
help-config = 設定ファイルを確認します
help-check = 設定ファイルが正しいか、何を設定しているかを表示します
help-check-file = ファイル [既定: 実行のときに読み取るもの]
help-man = マニュアル ページをフォルダーに書き込みます
help-man-folder = フォルダー。省略すると、プログラム自身のページを表示します
help-man-lang = ページの言語: en または ja [既定: ロケールの言語]
help-help = このヘルプ、または指定したコマンドのヘルプを表示します
help-help-subcommand = ヘルプを表示するコマンド
help-completions = シェルの補完スクリプトを表示します

help-chaincheck-domains = 確認するドメイン。user@domain、sip:user@domain、URL も可。- は標準入力から 1 行に 1 件
help-option-sso = ログイン サービスの応答の代わりに使う AD FS のホスト。繰り返し可
help-option-sbc = Teams ダイレクト ルーティングのセッション ボーダー コントローラー。繰り返し可 [既定のポート: 5061]
help-option-sip-domain = 同じエッジを使う別の SIP ドメイン。繰り返し可
help-option-vantage = このコンピューターがファイアウォールのどちら側にあるか。auto では、それに左右される検出事項を出しません
help-option-authoritative = ゾーン自身のネーム サーバーにも問い合わせて比べます
help-probe-hosts = 確認するエンドポイント (ポートの既定は 443、または --starttls のもの。IPv6 アドレスは角かっこで囲む)。- は標準入力から 1 行に 1 件
help-probe-name = ホストの名前の代わりに、証明書が一致すべき名前。SNI でも送信します
help-option-starttls = このプロトコルの会話の中で TLS を始めます。xmpp はサーバー間のものです
help-verify-files = それぞれ 1 つのチェーンを持つファイル。リーフが先頭
help-verify-name = 証明書が一致すべき名前
help-option-policy = 受け入れる証明書ポリシー。繰り返し可 [既定: すべて]
help-option-require-policy = パス全体に、受け入れるポリシーを要求します
help-option-inhibit-policy-mapping = ポリシーのマッピングを許しません
help-option-inhibit-any-policy = anyPolicy が他のポリシーに一致することを許しません
help-option-online = 足りない発行者と失効の情報を、証明書が示す場所からダウンロードします
help-option-no-cache = ダウンロードしたものを次の実行のために残さず、残されたものも使いません
help-explain-asked = 検出事項のコード (例: issuer-missing)。または、見つけたままのメッセージ、イベント、エラー番号
help-demo-scenario = 見せる欠陥。--list で一覧を表示 [既定: missing-intermediate]
help-demo-workstation = このスナップショット (フォルダーまたは ZIP) のコンピューターも、展開とあわせて確認します
help-workstation-snapshots = スナップショット (それぞれフォルダーまたは ZIP)。複数指定すると、原因がコンピューター、アカウント、サーバーのどれにあるかを示します。省略するとこのコンピューターを読み取ります (Windows のみ)
help-workstation-collector = 管理者権限なしでスナップショットを採取する PowerShell スクリプトを表示します
help-option-list = シナリオの一覧を表示します
help-option-keep = 展開を動かしたままにし、別のシェルから確認するためのコマンド ラインを表示します
help-diff-old = 以前のレポート (json または jsonl)。- は標準入力
help-diff-new = 新しいレポート
help-diff-diff-format = 出力形式
help-diff-diff-output = 標準出力の代わりに書き込むファイル。すべて書き込むか、まったく書き込みません
help-completions-shell = どのシェルか

help-option-store = 判定に使うアンカー ストア: system、mozilla、none
help-option-anchors = 判定に使う追加のアンカー。PEM、DER、PKCS#7、PKCS#12、JKS のファイルまたはフォルダー。繰り返し可
help-option-also = 参考として判定するストア。結果は左右しません。PATH は Microsoft の authroot.stl でも可。繰り返し可
help-option-distrust = 誰が保証していても拒否する証明書。ファイル、または Microsoft の disallowedcert.stl。繰り返し可
help-option-password-file = PKCS#12 と JKS のパスワードを 1 行目に書いたファイル。なければ CHAINCHECK_PKCS12_PASSWORD、それもなければ入力を求めます
help-option-intermediates = 送信されていなくてもパスを補ってよい証明書。ファイルまたはフォルダー。繰り返し可
help-option-at = この時刻で判定します (RFC 3339、例: 2026-11-22T10:00:00Z) [既定: 現在]
help-option-workstation = このスナップショット (フォルダーまたは ZIP) のコンピューターとして判定します。--store の代わりにそのルート証明書を使い、中間証明書、信頼しない証明書、時計もそのコンピューターのものを使います。コンピューター自体も確認します
help-option-purpose = 必要な拡張キー使用法
help-option-profile = strict: 実際のクライアントが強制しない RFC 5280 と CA/Browser Forum の要件でも拒否します
help-option-crl = 使用する失効リスト。PEM または DER のファイル。繰り返し可
help-option-ocsp = 使用する OCSP 応答。`openssl ocsp -respout` が書き込む DER のファイル。繰り返し可
help-option-revocation = 失効の確認。soft: 失効していれば拒否し、不明なら通知。hard: 不明でも拒否
help-option-max-depth = パスにある中間証明書の最大数
help-option-fail-on = 終了コードを変える最も低い重大度
help-option-warn-within = 期限のどれだけ前から警告するか。有効期間に対する割合 (1/4、0.25) または期間 (30d) [既定: 1/4、最大 30 日]
help-option-severity = 検出事項の重大度を変えます。繰り返し可
help-option-ignore = 検出事項を、すべての場所または 1 つのホストで除外します。繰り返し可
help-option-baseline = このファイルにある検出事項を、それぞれの期日まで許容します。表示はされますが、終了コードは変わりません
help-option-write-baseline = 終了コードを変える検出事項を、90 日間許容するものとしてこのファイルに加えます

help-option-dns = システムのものの代わりに問い合わせるネーム サーバー。繰り返し可: 順に切り替えます
help-option-connect-to = curl と同様に別の場所に接続します。HOST と ADDR は空でも可。同じ HOST:PORT に複数指定すると、そのメンバーになります
help-option-ipv4 = IPv4 のみ
help-option-ipv6 = IPv6 のみ
help-option-timeout = 各段階 (検索、接続、ハンドシェイク、ダウンロード) の時間の上限
help-option-retries = 検索、またはタイムアウトやリセットで終わった接続の再試行の回数
help-option-deadline = 実行全体の時間の上限。確認できなかったものは不明になります [既定: なし、nagios では 9s]
help-option-client-cert = 求められたときにサーバーに提示する証明書。PEM、後に発行者を続けます
help-option-client-key = --client-cert の秘密キー。暗号化されていない PEM。表示されることはありません
help-option-concurrency = 同時接続数
help-option-offline = DNS と TLS 以外の要求を行いません: 自動検出、サインイン方法の問い合わせ、メタデータ、発行者と失効の情報のダウンロード

help-option-format = 出力形式
help-option-output = 標準出力の代わりに書き込むファイル。すべて書き込むか、まったく書き込みません。繰り返し可
help-option-write-chain = 修復できるチェーンを持つすべてのエンドポイントについて、サーバーが送信すべきチェーン ファイルをこのフォルダーに書き込みます
help-option-force = --write-chain が既存のファイルを置き換えることを許します
help-option-quiet = 見出しの行だけを表示します
help-option-verbose = 各チェーンをツリーで表示します。2 回指定すると、すべての検索とチェックも表示します
help-option-color = 色。auto は、NO_COLOR が設定されていなければ端末で使います
help-option-lang = 表示の言語: en または ja。コードと JSON はどちらでも同じです [既定: ロケールの言語]
help-option-no-progress = 端末に進行状況を表示しません
help-option-config = 通常の場所ではなく、この TOML ファイルから設定を読み取ります
help-option-no-config = 設定ファイルを読み取りません
help-option-help = ヘルプを表示します
help-option-version = バージョンを表示します

help-after-chaincheck =
    例:
      chaincheck contoso.com                         ドメインを確認する
      chaincheck contoso.com --anchors root.pem      エンタープライズのルートをアンカーにする
      chaincheck contoso.com --sso sts.contoso.com   AD FS のホストも確認する
      chaincheck probe sip.contoso.com:5061          1 つのエンドポイントのすべてのアドレス
      chaincheck probe --starttls smtp mail.contoso.com
      chaincheck verify chain.pem --name sip.contoso.com
      chaincheck explain issuer-missing
      chaincheck explain 0x800B0109                  エラー メッセージが何を意味しうるか
      chaincheck demo                                ネットワークなしで動作を見る

    設定: すべてのオプションは環境変数でも指定できます。--fail-on なら CHAINCHECK_FAIL_ON です (複数の値はコンマで区切るか 1 行に 1 つ)。TOML の設定ファイルにも書けます: fail-on = "critical"、anchors = ["/etc/ssl/root.pem"]、offline = true。入力したもの、環境変数、ファイル、既定値の順に優先します。ファイルは --config または CHAINCHECK_CONFIG のもの、なければ $XDG_CONFIG_HOME/chaincheck/config.toml、~/.config/chaincheck/config.toml、%APPDATA%\chaincheck\config.toml です。相対パスは、プログラムを実行するフォルダーからたどります。

    終了コード: 0 問題なし、1 警告、2 重大な検出事項、3 使い方の誤り、または何も確認できなかった
help-after-diff =
    終了コード: 0 悪化なし、1 新しい警告、または確認されなくなった対象、2 新しい重大な検出事項、3 読み取れないレポート、または別のスキーマのレポート。ベースラインで許容する検出事項は数えません
