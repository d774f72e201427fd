# 利用者のコンピューター: 規則、対処、値

## 規則

# client-outdated
a-sign-in-client-is-out-of-date = サインインに使うクライアントが古くなっています
    .explanation = このコンピューターのクライアントは、サーバーが TLS 1.2 以降だけを話す環境 (Microsoft のクラウドや、設定を強化したプール) で動作する最初のビルドより前のものです。そこには接続できず、サーバーを利用できない、または証明書を確認できないと表示します。TLS 1.2 を話すもののサポートが終了しているクライアントは通知にとどめます。文書のないビルドについては何も述べません。
    .remedy = クライアントの最新の更新プログラムか、現行のクライアントをインストールしてください

# sign-in-assistant-stopped
the-sign-in-assistant-does-not-run = サインイン アシスタントが実行されていません
    .explanation = Microsoft Online Services サインイン アシスタント (サービス msoidsvc) がインストールされていますが、実行されていません。Lync 2010 と 2013 は、クラウドにサインインするためのトークンをこれに求めます。ないと、パスワードや証明書が間違っているかのように失敗します。先進認証を使うクライアントには不要です。インストールされていなければ問題はなく、すべてのクライアントが先進認証を使う場合とサーバーでは通知にとどめます。
    .remedy = 利用者のコンピューターでサービスを開始してください (sc.exe start msoidsvc)。すべてのクライアントが先進認証を使うのであれば、アシスタントを削除してもかまいません

# personal-cert-missing
there-is-no-personal-certificate-for-signing-in = サインイン用の個人証明書がありません
    .explanation = 利用者自身の証明書の中に、Communications Server が発行したものがありません。クライアントは最初のサインインでこれを取得するので、それまでは異常ではありません。以前にサインインしており、サーバーについての記憶が残っている場合は、証明書が削除されたか、新しく発行できなかったことになり、クライアントは別の方法で本人であることを示さなければなりません。サインインできる場合と、いずれも 1 年以上前のことである場合を除き、警告とします。
    .remedy = サインインしてください。個人証明書の取得に問題があると表示される場合は、時計、保存された資格情報、証明書を発行するプールの Web サービスを確認してください

# personal-cert-expired
the-personal-certificate-for-signing-in-has-run-out = サインイン用の個人証明書の有効期限が切れています
    .explanation = Communications Server がこの利用者に発行した証明書の有効期限が切れており、新しいものもありません。本来はクライアントが自動的に新しいものを取得します。古いものを使い続けると、個人証明書の取得またはサーバーの証明書の確認に問題があるとしてサインインに失敗します。別のクライアントに移った後のように、それでもサインインできる場合と、1 年以上前に切れていてサインインの失敗が知らされていない場合は通知にとどめます。
    .remedy = クライアントを終了し、証明書を削除して (certutil -user -delstore My 拇印) サインインし直してください。新しいものが発行されます

# personal-cert-not-yet-valid
the-personal-certificate-for-signing-in-is-not-valid-yet = サインイン用の個人証明書がまだ有効になっていません
    .explanation = Communications Server がこの利用者に発行した証明書の有効期間は現在より後に始まり、ほかの証明書もありません。発行したときにサーバーの時計が進んでいたか、このコンピューターの時計が遅れています。
    .remedy = コンピューターとプールのサーバーの時計をタイム サーバーと比べ、その後、証明書を削除してサインインし直してください

# personal-cert-other-user
the-personal-certificates-for-signing-in-are-other-users = サインイン用の個人証明書がほかの利用者のものです
    .explanation = そこにある証明書を Communications Server が発行した先は、サインインするアドレスではありません。アドレスを変更した後や、1 つの Windows アカウントを複数の人が使う場合に起こり、クライアントが誤ったものを提示することがあります。新しいアドレスで最初にサインインするまでは、そのアドレスのものはまだありません。
    .remedy = クライアントを終了し、サインイン情報または証明書を削除して (certutil -user -delstore My 拇印) サインインし直してください

# personal-cert-duplicate
there-are-several-personal-certificates-for-one-address = 1 つのアドレスに複数の個人証明書があります
    .explanation = Communications Server が同じアドレスに複数の証明書を発行しており、どれも有効期限が切れていません。クライアントをリセットまたは移行すると古いものが残ります。多くの場合は害がありませんが、サーバーがそのうちの 1 つをもう認識していない場合、クライアントがそれを提示することがあります。
    .remedy = クライアントを終了し、証明書を削除して (certutil -user -delstore My 拇印) サインインし直してください。新しいものが発行されます

# personal-cert-without-key
the-personal-certificate-for-signing-in-has-no-key = サインイン用の個人証明書にキーがありません
    .explanation = Communications Server がこの利用者に発行した証明書はありますが、秘密キーがありません。プロファイルをコピーした後や、キー コンテナーが失われたかパスワードの変更でロックされた後に起こります。クライアントはこの証明書を使えず、新しいものを求めないことがあります。
    .remedy = クライアントを終了し、証明書を削除して (certutil -user -delstore My 拇印) サインインし直してください。新しいものが発行されます

# cached-credentials-present
credentials-for-the-client-are-stored = クライアントの資格情報が保存されています
    .explanation = Windows がこの利用者のために Office、Lync または Skype for Business の資格情報を保存しています。これは本来の動作です。パスワードまたはアドレスを変更する前のものでも、クライアントはそれを提示し、個人証明書を取得できないかのようにサインインに失敗します。読み取ったのは名前だけで、秘密の情報は読み取っていません。
    .remedy = パスワードまたはアドレスの変更後にサインインできない場合は、削除して (cmdkey /delete:ターゲット) サインインし直してください

# endpoint-cache-stale
the-client-remembers-other-servers-than-those-of-today = クライアントが現在とは異なるサーバーを記憶しています
    .explanation = クライアントは最後のサインインで使ったサーバーを保存し (EndpointConfiguration.cache)、最初にそこへ向かいます。ここにある記憶は、クライアントが現在案内されるサーバーを 1 つも含んでいないか、古い応答のキャッシュが示すとおり、DNS が変わる前に書かれたものです。その場合、クライアントは自分のものではなくなったサーバーに向かい、その証明書を問題にします。内部のプールのように、ここから見えないだけの名前であれば通知にとどめます。
    .remedy = クライアントを終了し、%LOCALAPPDATA%\Microsoft\Office\16.0\Lync の下のフォルダー sip_ADDRESS にある EndpointConfiguration.cache を削除するか (Lync 2013 では 15.0、Lync 2010 では %LOCALAPPDATA%\Microsoft\Communicator の下のアドレスのフォルダー)、フォルダーの名前を変更して、サインインし直してください

# dns-cache-differs
the-computer-remembers-another-answer-than-dns-gives-now = コンピューターが現在の DNS とは異なる応答を記憶しています
    .explanation = コンピューターのリゾルバーが、ドメインの名前について、DNS の現在の応答と共通点のない応答を記憶しているか、名前が存在しないと記憶しています。忘れるまで、クライアントは古いサーバーに向かうか、どこにも接続しません。内部用の名前、内部とインターネットのアドレスの違い、スナップショットの取得後にすでに忘れられた応答は通知にとどめます。ドメインの外の名前と、常に変わるアドレスは対象外です。
    .remedy = 利用者のコンピューターで ipconfig /flushdns を実行してください。同じ応答が戻る場合は、hosts ファイルと問い合わせ先のネーム サーバーを確認してください

# machine-guid-braces
the-value-machineguid-stands-in-braces = 値 MachineGuid が中かっこで囲まれています
    .explanation = HKLM\SOFTWARE\Microsoft\Cryptography の値 MachineGuid は、中かっこのない GUID でなければなりません。ディスクの複製方法によっては中かっこ付きで書かれます。その場合、クライアントは個人証明書を取得できず、そのコンピューターでは誰もサインインできません。
    .remedy = 管理者として値の控えを取り、中かっこを取り除き (reg add HKLM\SOFTWARE\Microsoft\Cryptography /v MachineGuid /t REG_SZ /d GUID /f)、コンピューターを再起動してください

# machine-guid-malformed
the-value-machineguid-is-no-guid = 値 MachineGuid が GUID ではありません
    .explanation = 値 MachineGuid は、8、4、4、4、12 桁に区切られた 32 桁の 16 進数でなければなりません。別のプログラムがほかのものを書き込んでいます。中かっこがサインインを妨げることは文書にありますが、それ以外の影響は文書にありません。
    .remedy = どのプログラムが書き込んだかを調べてください。ライセンスが結び付けられていることがあるため、変更する前に製造元に確認してください

# clock-off
the-computer-s-clock-is-off-by-more-than-five-minutes = コンピューターの時計が 5 分を超えてずれています
    .explanation = コンピューターの時計が、基準から 5 分を超えてずれています。証明書とトークンはこの時計で判定されます。クライアントは、時計が正しく設定されていないためサインインできないと表示するか、正しい証明書を問題にします。
    .remedy = 時計をタイム サーバーに合わせ (w32tm /resync)、タイム ゾーンを確認してください

# clock-not-synchronised
windows-says-that-the-clock-is-not-synchronised = Windows は時計が同期されていないと報告しています
    .explanation = Windows のタイム サービスに、現在は時刻の供給元がありません。それでも時計が正しいことはあります。どれだけずれているかは不明か、許容範囲内です。
    .remedy = 時計をタイム サーバーと比べてください (w32tm /stripchart /computer:time.windows.com /samples:3 /dataonly)

# trust-list-lacks
the-client-s-list-of-trusted-domains-lacks-one-that-it-is-led-to = クライアントの信頼するドメインの一覧に、案内される先のドメインがありません
    .explanation = ポリシー TrustModelData (信頼されたドメインの一覧) が設定されており、クライアントに備わっている一覧 (lync.com、outlook.com、lync.glbdns.microsoft.com、microsoftonline.com) を置き換えています。このドメインのクライアントは、SIP ドメインにもその一覧にもないホストに案内されます。クライアントはサーバーを信頼するかどうかを尋ねるか、拒否します。
    .remedy = クライアントをそこへ案内するのが意図したものであれば、設定しているポリシーで TrustModelData にドメインを追加してください。既存の値は残してください

# server-set-by-hand
the-client-s-servers-are-set-by-hand = クライアントのサーバーが手動で設定されています
    .explanation = クライアントはサーバーを検索しません。ConfigurationMode が 1 で、DNS と自動検出の応答にかかわらず、ServerAddressInternal と ServerAddressExternal の示す先に向かいます。移行後も古いサーバーのままになります。クライアントが現在は別のサーバーに案内される場合は警告とします。
    .remedy = クライアントを自動構成 (ConfigurationMode 0) にしてください。オプション、または設定しているポリシーで変更します

# strict-naming-off
the-client-does-not-insist-on-the-domain-in-its-server-s-name = クライアントがサーバー名のドメインを厳密に確認しません
    .explanation = ポリシー DisableStrictDNSNaming が設定されています。クライアントは、sip.ドメイン またはレコードの名前と正確に一致するサーバーだけでなく、名前が SIP ドメインで終わるサーバーも受け入れます。移行は容易になりますが、クライアントが誤った先に導かれやすくなります。
    .remedy = すべての SIP ドメインに固有のレコードがそろったら、ポリシーを元に戻してください

# sso-workaround-set
a-workaround-for-single-sign-on-is-set = シングル サインオンの回避策が設定されています
    .explanation = EnableWAM が 0、または DisableADALatopWAM が 1 です。クライアントは Windows のアカウント マネージャーを経由せずにサインインします。Skype for Business 2016 と AD FS の間でシングル サインオンが失敗する場合の、文書化された回避策であり、どのプログラムがパスワードを尋ね、トークンを保持するかが変わります。それ自体は問題ではありません。設定してからサインインできない場合、または不要になったのに失敗する場合は、外して試してください。
    .remedy = クライアントと AD FS が最新になったら値を削除し、サインインをもう一度試してください

# intermediate-in-root-store
an-intermediate-lies-among-the-trusted-roots = 信頼されたルートの中に中間証明書があります
    .explanation = 自己署名の証明書だけを置くべきコンピューターの信頼されたルート ストアに、別の証明書が発行した証明書があります。Windows Server 2012 以降のサーバーでは、Schannel がクライアントやほかのサーバーの証明書を拒否し、フロントエンドが起動せず、イベント 32042 と 0x800B0109 を記録します (このイベントは証明書の問題とは限らず、TLS セッション チケットでも起こります)。クライアント コンピューターでは通知にとどめます。
    .remedy = 証明書をコンピューター アカウントの [中間証明機関] に移してください。ClientAuthTrustMode 2 は回避策にすぎません

# root-store-crowded
there-are-very-many-trusted-roots = 信頼されたルートが非常に多くあります
    .explanation = コンピューターのストアに 100 を超えるルートがあります。その名前をクライアントに送るサーバー (SendTrustedIssuerList) では、一覧が 16 KB で切れ、サインインがときどき失敗します。それ以外では通知にとどめます。Windows は Microsoft のルート プログラムのルートを必要に応じて自動的に追加し、それだけでは害はありません。
    .remedy = 不要なルートを削除するか、一覧を送らないでください (SendTrustedIssuerList 0)

# root-store-twins
two-roots-of-one-name-with-different-keys-are-trusted = 同じ名前でキーの異なる 2 つのルートが信頼されています
    .explanation = 信頼されたルートの中に、サブジェクトが同じでキーの異なる 2 つの証明書があり、どちらも有効期限が切れていません。新しいキーで更新された証明機関です。Windows はキー識別子で区別しますが、Lync の電話機の PIN サインインなど古いプログラムは、その名前の最初のものを使って失敗します (イベント 47067)。クライアント コンピューターでは通知にとどめます。
    .remedy = 古いほうが署名したものが使われなくなったら、古いほうを削除してください

# root-explicitly-distrusted
a-trusted-root-is-distrusted-on-the-same-computer = 信頼されたルートが同じコンピューターで信頼されていません
    .explanation = 同じ証明書が、信頼されたルートと信頼されていない証明書 (Disallowed) の両方にあります。優先されるのは不信頼です。Windows は、そこで終わるすべてのチェーンを、このコンピューターでだけ、明示的に信頼されていない (0x800B0111) または失効している (0x80092010) として拒否します。有効期限の切れたルートと、Microsoft 自身がすべてのコンピューターで信頼しないことにしたルートは、意図したものなので通知にとどめます。
    .remedy = 誰がなぜ信頼しないことにしたのかを調べてください。誤りであれば、控えを取って [信頼されていない証明書] から削除してください

# issuer-list-too-long
the-names-of-the-trusted-authorities-do-not-fit-into-the-list-sent-to-clients = 信頼する証明機関の名前が、クライアントに送る一覧に収まりません
    .explanation = SendTrustedIssuerList が 1 で、信頼されたすべてのルートの名前が 16 KB を超えています。Schannel は一覧を途中で切り (イベント 36885)、切れた後ろにある証明機関のクライアントは証明書を提示しません。Windows Server 2012 以降は、設定しない限り一覧を送りません。
    .remedy = SendTrustedIssuerList を 0 にするか、不要なルートを削除してください

# schannel-client-auth-mode
schannel-trusts-clients-certificates-in-another-way-than-by-default = Schannel がクライアント証明書を既定とは異なる方法で信頼しています
    .explanation = ClientAuthTrustMode が 0 ではありません (0 は既定のマシン信頼で、すべてのルートが自己署名であることを求めます)。1 (排他的ルート信頼) では、クライアントのチェーンがプログラムの渡す一覧のルートで終わらなければなりません。2 (排他的 CA 信頼) では、ルートでなくても一覧にある証明機関であれば足り、これはルートの中に中間証明書がある場合の回避策です。Windows Server 2012 R2 上の Lync Server 2013 には EnableSessionTicket 2 も必要です。
    .remedy = コンピューターのルートから中間証明書を取り除き、その後で値を削除してください

## 対処

assistant-start = { $computer } で管理者としてサービス msoidsvc を開始してください (sc.exe start msoidsvc。エラー 1058 の場合は無効になっているため、先に sc.exe config msoidsvc start= auto)。すべてのクライアントが先進認証を使うのであれば、アシスタントを削除してもかまいません
client-update = { $computer } で { $name } を { $needs } 以降に更新するか、現行のクライアントをインストールしてください
client-replace = { $computer } の { $name } を現行のクライアントに置き換えてください
personal-anew = { $computer } で利用者として、クライアントの最初の画面でサインイン情報を削除し、サインインし直してください。証明書が発行されない場合は、時計、保存された資格情報、証明書を発行するプールの Web サービスを確認してください
personal-first = 最初のサインインで発行されるため、それまで { $computer } で行うことはありません
personal-delete = { $computer } で利用者として、クライアントを終了し、証明書を削除して (certutil -user -delstore My { $thumbprint }) サインインし直してください。新しいものが発行されます
credentials-delete = パスワードまたはアドレスの変更後に { $computer } でサインインできない場合は、利用者として一覧を表示し (cmdkey /list)、これらを削除して (cmdkey /delete:ターゲット) サインインし直してください
endpoint-cache-delete = { $computer } で利用者として、クライアントを終了し、フォルダー { $folder } の EndpointConfiguration.cache を削除して (それで足りなければフォルダーの名前を変更して) サインインし直してください
dns-flush = { $computer } で ipconfig /flushdns を実行してください (Windows が求める場合は管理者として)。{ $name } が再び同じように記憶される場合は、hosts ファイルと問い合わせ先のネーム サーバーを確認してください
dns-split = 内部と外部で { $name } の応答が異なることが意図したもので、{ $computer } がこのコンピューターとは反対側にあったのであれば、何もする必要はありません。そうでなければ、そこで ipconfig /flushdns を実行してください
guid-bare = { $computer } で管理者として値の控えを取り (reg export { $key } cryptography.reg)、中かっこを取り除き、再起動してください: reg add { $key } /v MachineGuid /t REG_SZ /d { $guid } /f
guid-other = どのプログラムが { $computer } の MachineGuid を書き込んだかを調べてください。ライセンスが結び付けられていることがあるため、変更する前に製造元に確認してください
desk-clock = { $computer } の時計をタイム サーバーに合わせ (管理者として w32tm /resync。エラー 0x80070426 の場合は先に net start w32time)、タイム ゾーンを確認してください
desk-clock-far = { $computer } で管理者として時刻、日付、タイム ゾーンを手動で設定し (w32tm /resync は一度にこれほど修正しません)、その後タイム サーバーに合わせてください (w32tm /resync)
desk-clock-compare = { $computer } の時計をタイム サーバーと比べてください: w32tm /stripchart /computer:time.windows.com /samples:3 /dataonly
desk-clock-ahead = { $span }進んでいます
desk-clock-behind = { $span }遅れています
the-clock-of-the-machine-that-read-the-snapshot-ahead-of-it-by-so-much-at-least-unless-that-one-is-behind = スナップショットを読み取ったコンピューターの時計 (それより少なくともこれだけ進んでいます。そちらの時計が遅れている場合を除きます)
trust-append = クライアントをそこへ案内するのが意図したものであれば、{ $computer } の { $key } にある TrustModelData に、設定しているポリシーで { $suffix } を追加してください。既存の値は残してください
server-automatic = クライアントがサーバーを検索するように、{ $computer } の { $key } にある ConfigurationMode を 0 にしてください (ポリシーの場合は、設定している場所で)
naming-back = 意図したものである間は { $computer } で行うことはありません。すべての SIP ドメインに固有のレコードがそろったら、ポリシー DisableStrictDNSNaming を元に戻してください
workaround-away = { $computer } でサインインできない場合は、クライアントと AD FS を最新にしたうえで、この値を外して試してください
root-move = { $computer } で管理者として { $label } をコンピューター アカウントの [中間証明機関] に移し (certlm.msc)、これをルートに置いたポリシーを探してください
roots-fewer = { $computer } から不要なルートを削除するか、SendTrustedIssuerList を 0 にしてください
roots-many = { $computer } がクライアントに証明書を求めるサーバーでなければ、何もする必要はありません
twins-older = { $label } のうち古いほうが署名したものが使われなくなったら、{ $computer } で管理者として控えを取り、信頼されたルートから削除してください (certlm.msc)
distrusted-why = { $computer } で、誰がなぜ { $label } を [信頼されていない証明書] に入れたのかを調べてください。誤りであれば、管理者として控えを取り、そこから削除してください (certlm.msc)
distrusted-why-user = { $computer } で利用者として、誰がなぜ { $label } を [信頼されていない証明書] に入れたのかを調べてください。誤りであれば、控えを取り、そこから削除してください (certmgr.msc)
distrusted-meant = { $label } は { $computer } で信頼しないままにしてください。そこの信頼されたルートからは削除してかまいません
issuers-not-sent = { $computer } で管理者として一覧を送らないようにするか (reg add { $key } /v SendTrustedIssuerList /t REG_DWORD /d 0 /f)、不要なルートを削除してください
mode-back = { $computer } で管理者として信頼されたルートから中間証明書を取り除き、その後で既定に戻してください (reg delete { $key } /v ClientAuthTrustMode /f)

## 見出しと値

answer-now = 現在の応答
client = クライアント
client-s-version = クライアントのバージョン
compared-with = 比較の対象
dns-changed-after = これより後に DNS が変更
domains-in-the-list = 一覧のドメイン
enablesessionticket = EnableSessionTicket の値
file = ファイル
first-build-with-tls-1-2-alone = TLS 1.2 だけで動作する最初のビルド
hosts-that-are-not-in-it = 一覧にないホスト
issued-to = 発行先
machineguid = MachineGuid の値
not-self-signed = 自己署名でないもの
own-certificates-whoever-issued-them = 自身の証明書 (発行者は問わない)
registry-key = レジストリ キー
remembered = 記憶されている応答
server-inside = 内部のサーバー
server-outside = 外部のサーバー
servers-of-today = 現在のサーバー
servers-remembered = 記憶されているサーバー
service = サービス
signed-in-before-with-the-client = 以前にサインインしたクライアント
state = 状態
stored-for = 保存先
support-ended = サポート終了
the-older-one-valid-until = 古いほうの有効期限
the-other-one-valid-until = もう一方の有効期限
thumbprint = 拇印
trust-mode = 信頼モード
value = 値
written = 書き込み日時
n-1-exclusive-root-trust = 1: 排他的ルート信頼
n-2-exclusive-ca-trust-the-workaround-for-intermediates-among-the-roots = 2: 排他的 CA 信頼 (ルートの中に中間証明書がある場合の回避策)

## 調べたもの

