# 対処: 何を、どのコンピューターで

## 機械、証明書、ファイルの呼び方
certificate-number = 証明書 { $index }
machine-of-file = { $path } を使っているサーバー
machine-port = { $host } (ポート { $port })
host-and-port = { $host }、ポート { $port }
chain-file = ファイル { $path }
chain-file-served = { $machine } が送信するチェーン ファイル
and = {" と "}
or = {" または "}
then = {"、次に "}
span-minutes = { $count } 分
span-hours = { $count } 時間
span-days = { $count } 日

## 多くの規則に共通のもの
microsoft-mends = ここですることはありません。ホストは Microsoft のもので、直すのは Microsoft です
sort-leaf-first = { $file } を並べ替えてください。証明機関ではない { $leaf } を先頭に置き、次にその発行者、さらにその発行者という順にします
sort-so = { $file } を次の順に並べ替えてください: { $order }
exchange-current = { $file } で { $label } ({ $place } 番) を、同じ名前と同じキーの現在の証明書 (SHA-256 { $fingerprint }) に置き換えてください{ $whence }
exchange-key = { $file } で、{ $child } に署名していないキーの { $label } ({ $place } 番) を、署名したキーを持つ同じ名前の証明書 (SHA-256 { $fingerprint }) に置き換えてください{ $whence }
exchange-order = { $exchange }。順序: { $order }{ $windows }
whence-member = 。それを送信しているメンバー { $address } からコピーできます
whence-given = 。--intermediates で渡された証明書の中にあります
whence-store = 。ストア { $store } にあります
whence-url = 。{ $url } から入手できます
whence-authority = 。証明機関に問い合わせてください
append-on-windows = 。Windows では、コンピューター アカウントの [中間証明機関] にインポートし、サービスを再起動してください
exchange-on-windows = 。Windows では、コンピューター アカウントの [中間証明機関] にインポートし、そこから古い証明書を削除して、サービスを再起動してください
done-renew = { $label } を更新し
done-renew-sometime = 都合のよいときに { $label } を更新し
done-renew-mended = 都合のよいときに、修正したテンプレートから { $label } を更新し
done-again = { $label } を再発行し
done-again-so = { $label } を{ $how }再発行し
done-or-ask = { $done } (または、発行元の証明機関に現在の証明書を問い合わせ)
replace-leaf = { $done }、新しい証明書を { $machine } にインストールしてください
replace-on-pool = { $done }、新しい証明書を { $machine } と、プールの他のすべてのメンバーにインストールしてください
replace-root = { $done }、古い証明書に代えてクライアントのストアに配布してください
replace-intermediate = { $done }、{ $file } の古い証明書と置き換えてください

## どのように再発行するか
so-from-template = サーバー用のテンプレートから
so-key-cert-sign = keyCertSign を付けて
so-without-extension = クリティカルな拡張を外して
so-with-usage = 必要な用途を付けて
so-under-policy = 要求されているポリシーの下で
so-without-name = 問題の名前を除いて、または別の証明機関から
so-with-2048-bits = 2048 ビット以上の RSA キーで
so-for-days = 有効期間を { $most } 日以内にして
so-with-crl-point = CRL 配布ポイントを付けて
so-signed-sha256-rsa = sha256WithRSAEncryption の署名で
so-with-new-key = 新しいキーで
so-signed-known = RSA または ECDSA と SHA-256 以上による署名で
so-signed-sha256 = SHA-256 以上による署名で
so-with-names = サブジェクトの別名に { $names } を含めて

## 信頼のパス
paths-sound = することはありません。どのパスも正常です
paths-broken = 古いクライアントは壊れたパスを選ぶことがあります。そのパスに通じる証明書をチェーンから外してください
reissue-below = { $authority } に代えて、発行を許された証明機関に { $below } を発行してもらい、{ $machine } にインストールしてください
order-leaf = リーフ
order-then-this = { $lower }、次にこの証明書
append-known = { $label } (SHA-256 { $fingerprint }) を { $file } に追加してください{ $source }。順序: { $order }{ $windows }
append-from = { $issuer } を { $file } に追加してください{ $url }。順序: { $after }{ $windows }
append-or-public = { $issuer } は送信されておらず、ここでも知られていません{ $from }。{ $file } に追加してください (順序: { $after })。自社の証明機関であれば、{ $public }
append-or-install = { $issuer } は送信されておらず、ここでも知られていません{ $from }。{ $file } に追加してください (順序: { $after })。自社のルートであれば、クライアントのルート ストアにインストールしてください (ここでは --anchors FILE)
append-if-public = { $authority } が公的な証明機関であれば、その発行者を { $file } に追加してください。そうでなければ、{ $public }
issuer-not-downloaded = {" "}({ $url } からダウンロードできませんでした)
root-not-downloaded = {" "}({ $url } からダウンロードできませんでした)
root-not-tried = {" "}({ $url } から入手できる可能性があります。ダウンロードは試していません)
install-or-append = { $issuer }{ $from } が自社のルートであれば、グループ ポリシーまたはデバイス管理でクライアントのルート ストアにインストールしてください (ここでは --anchors FILE)。{ $authority } が公的な証明機関であれば、その発行者を { $file } に追加してください
install-root = { $root } が自社のルートであれば、グループ ポリシーまたはデバイス管理でクライアントのルート ストアにインストールしてください (ここでは --anchors FILE)。そうでなければ、{ $machine } の証明書を誰が発行したかを調べてください
request-trusted = クライアントが信頼する証明機関に証明書を要求し、{ $machine } にインストールしてください
reduce-to-path = { $file } を、リーフと、そのルートに通じる中間証明書だけにしてください。より長いパスは --max-depth で許可できます
reduce-to-chain = { $file } を、リーフとその中間証明書だけにしてください
take-out = { $label } ({ $place } 番) を { $file } から外してください
take-out-or-right = 証明書 { $place } を { $file } から外すか、正しい証明書に置き換えてください
subject-key-id = {" "}(サブジェクト キー識別子 { $id })
replace-by-signer = { $file } で { $upper } を、実際に { $child } に署名した証明機関の証明書{ $id }に置き換えてください{ $whence }
clock-or-exchange = このコンピューターの時計を確認してください。時計が正しければ、{ $exchange }
clock-or-previous = このコンピューターの時計を確認してください。時計が正しければ、{ $label } が有効になるまで { $machine } に以前の証明書を戻してください
anchor-replace = クライアントのストアで { $label } を証明機関の現在のルートに置き換え、{ $machine } をそのルートの下のチェーンに移してください
distrusted-new-key = { $label } に代わる、新しいキーの証明書を取得し、チェーンとともに { $machine } にインストールしてください
distrusted-other-authority = { $label } の下にない証明機関から証明書を取得し、チェーンとともに { $machine } にインストールしてください。{ $label } が自社のもので、誤って一覧に載っている場合は、一覧とクライアントの [信頼されていない証明書] から外してください
verifiers-report = このチェーンを本プログラムの作者に報告してください。どちらの判定も単独では頼らないでください

install-with-key = { $machine } で、証明書を、その要求を作成した秘密キーとともにインストールするか (Windows では certutil -repairstore my <シリアル番号>)、使用中のキーで再発行してください。キーが正しい場合は、代わりに何が応答しているかを確認してください

## 失効
revocation-reach = { $hosts } が HTTP で最新の情報を返すこと、ファイアウォールがこのコンピューターと、{ $machine } と通信するサーバーからの接続 (TCP ポート 80) を通すことを確認してください。または { $authority } の失効リストを --crl FILE で渡してください
revocation-give = { $authority } の失効リストを --crl FILE で渡してください。証明書にはその場所が書かれていません
revocation-publish = { $authority } が最新の失効リストを { $host } ({ $url }) に公開していることを確認し、それを --crl FILE で渡してください
revocation-give-from = { $authority } の失効リストを --crl FILE で渡してください。{ $url } から入手できます
the-ocsp-responder = OCSP レスポンダー
staple-anew = { $machine } から { $responder } に到達できることを確認し、改めて問い合わせるようにサービスを再起動してください

## 名前
name-issue-or-bind = { $label } をサブジェクトの別名 { $wanted } を付けて再発行するか、その名前を持つ証明書を { $machine } でその名前にバインドしてください

## プールのメンバー、クライアント、ストア
members-as-good = { $host } の背後のすべてのメンバーに、{ $good } が提示する証明書とチェーンをインストールしてください
members-same = { $host } の背後のすべてのメンバーに、同じ証明書とチェーンをインストールしてください
cures = { $first }。{ $second }
clients-mend = { $machine } について { $codes } に書かれていることを直してください
client-auth-ask = パートナーが { $machine } に接続できている間は、することはありません。ここからの接続を拒否するパートナーがいれば、clientAuth を要求していないか問い合わせてください
client-list-shorten = { $machine } で、コンピューター アカウントの [信頼されたルート証明機関] から不要なルートを削除するか、HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL の SendTrustedIssuerList を 0 に設定してください
no-reason-known = 理由は不明
stores-install-root = { $names } で信頼を判断するクライアントは { $machine } を拒否します。グループ ポリシーまたはデバイス管理で { $root } をそれらのルート ストアにインストールするか、それらが持つルートで終わるチェーンを送信してください
stores-serve-other = { $names } で信頼を判断するクライアントは { $machine } を拒否します ({ $code })。それらのクライアントも受け入れるチェーンを送信してください
stores-mend = { $names } で信頼を判断するクライアントは { $machine } を受け入れますが、判定に使うストアで判断するクライアントは受け入れません。後者にとって壊れているもの ({ $code }) を直してください
stores-install-above = { $names } で信頼を判断するクライアントは { $machine } を受け入れますが、判定に使うストアで判断するクライアントは受け入れません。{ $root } の上のルートを後者のルート ストアにインストールするか、それらが持つルートで終わるチェーンを送信してください
the-host = このホスト
sni-bind = SNI を送らないデバイス (Lync Phone Edition) を使っていなければ、することはありません。使っている場合は、{ $machine } で SNI を必要としない証明書をバインドしてください: netsh http add sslcert ipport=0.0.0.0:443 certhash=<拇印> appid={"{"}<id>{"}"}
sni-default = SNI を送らないデバイス (Lync Phone Edition) を使っていなければ、することはありません。使っている場合は、{ $host } の証明書を { $machine } の既定の証明書にしてください

## 応答しないエンドポイント、TLS
reach-runs = { $place } でサービスが動作していることを確認してください
reach-doubt = このコンピューターに応答がなくても、他からも応答がないとは限りません。クライアントのある場所から試してください
tls-listens = { $place } で、どのサービスが待ち受けているか、証明書がバインドされているかを確認してください
tls-doubt = アラートで TLS が拒否された場合は、どの名前、バージョン、暗号スイートに対応しているかを確認してください。ECDHE と AES-GCM を使う TLS 1.2 はすべてのクライアントに適しています
starttls-listens = { $place } で、どのサービスが待ち受けているか、間のファイアウォールやプロキシが代わりに応答していないかを確認してください
starttls-turned-away = { $place } で、サービスがこのコンピューターまたはドメインを断る理由を確認してください (サービスの言葉は根拠にあります)
starttls-enable = { $place } で、サービスに証明書とその秘密キーが構成され、STARTTLS が有効になっていることを確認してください
starttls-doubt = サーバーが、要求したドメインまたはこのコンピューターを受け持っていない場合は、何の証明にもなりません。サーバーが受け持つドメインを --name で指定し、受け持つコンピューターから試してください
reach-microsoft = ホストは Microsoft のものです。このコンピューターとの間にファイアウォールやプロキシがないか、Microsoft が障害を報告していないかを確認してください
reach-name = { $host } が意図した名前か、クライアントのある場所で DNS がその名前にどう答えるかを確認してください
action-doubt = { $action }。{ $doubt }
action-or-out = { $action }。または、応答するようになるまでそのアドレスを DNS から外してください
family-elsewhere = そのアドレス ファミリも使えるコンピューターから実行するか、-4 を指定してください
legacy-parameters = 暗号スイートは新しいものです。新しいクライアントが止まる原因 ({ $refused }) を { $machine } で直してください。アラートの場合は、曲線 P-256 と X25519 が有効になっていることを確認してください
legacy-version = { $machine } で ECDHE と AES-GCM を使う TLS 1.2 を有効にするか、対応できないものを置き換えてください
legacy-key = P-256 または P-384 の ECDSA キー、または RSA キーで証明書を再発行し、{ $machine } にインストールしてください。新しいクライアントは、現在のキー ({ $key }) に必要なものを提示しません
legacy-rsa = { $machine } で ECDHE と AES-GCM を使う TLS 1.2 を有効にしてください。Windows Server 2012 R2 では、それらの暗号スイートは ECDSA 証明書でのみ使えます。ECDSA 証明書をインストールするか、Windows Server 2016 以降に移行してください
legacy-suites = { $machine } で ECDHE と AES-GCM を使う TLS 1.2 を有効にしてください
clock-behind = このコンピューターより { $span } 遅れています
clock-ahead = このコンピューターより { $span } 進んでいます
clock-here-and-cloud = このコンピューターの時計をタイム サーバーに合わせてください。{ $host } の時計は{ $ahead }。Microsoft のクラウドの時計も同様です
clock-there = { $host } の時計をタイム サーバーに合わせてください (w32tm /resync)。その時計は{ $ahead }
clock-here = このコンピューターの時計をタイム サーバーに合わせてください。問い合わせたサーバーの時計は{ $ahead }。サーバー同士は一致しています
intercepted-exempt = { $issuers } の名前で証明書を発行しているプロキシまたはファイアウォールで、{ $hosts } を TLS 検査の対象から外すか、その背後にないコンピューターから実行してください。その証明機関をここで信頼すべき場合は、--anchors で渡してください

## DNS
record-create-or-name = { $name } のアドレス レコードを作成するか、意図したホストを指定してください
record-create = その種類のクライアントを使っている場合は、ゾーンに { $name } { $kind } を作成してください
record-create-or-out = { $name } のアドレス レコードを作成するか、その名前を挙げている場所から外してください
record-name-for-address = 現在アドレスが書かれている { $name } に、{ $at } のホストの名前を書いてください。クライアントは名前を探します
record-create-or-point = { $at } のアドレス レコードを作成するか、{ $name } を別の場所に向けるか、削除してください
record-point-or-delete = { $name } を実在するホストに向けるか、削除してください。{ $at } を復活できるのはその所有者です
lookup-by-hand = { $first } をネーム サーバーに手動で問い合わせるか、--dns で別のネーム サーバーを指定してください
records-remove = { $name } { $kind } から使っていないものを削除するか、残りを chaincheck probe で確認してください
wildcard-names = することはありません。明確にするために、ワイルドカードを、意図した名前に置き換えることもできます
srv-point-within = { $name } を { $domain } のホストに向けてください。そのホストには独自のアドレス レコードを作成し、サーバーの証明書にその名前を含めてください
srv-alias-to-address = { $host } の CNAME を、{ $end } と同じアドレスのアドレス レコードに置き換えてください
srv-port-of-cloud = { $name } のポートを { $usual } にしてください。Microsoft のサーバーは他のポートでは待ち受けていません
srv-port-usual = サーバーがそこで待ち受けていれば、{ $name } のポートを { $usual } にしてください。そうでなければ、ファイアウォールがそのポートを通すことを確認してください
srv-keep-one = { $name } のレコードを 1 つだけ残し、他を削除してください。パートナーは現在 { $elected } を使っています
cname-to-address = { $away } への別名に代えて、{ $name } に独自のアドレス レコードを作成してください
records-decide = { $domain } のユーザーがどこにいるかを決めてください。自社サーバーにユーザーがいる場合は、lyncdiscover、_sip._tls、_sipfederationtls._tcp をそこに向けてください。いない場合は、存在するものを Microsoft のクラウドに向けてください
hosts-take-out = 意図したものでなければ、このコンピューターの hosts ファイルから { $name } を外してください。--dns を使うと DNS だけに問い合わせます
split-outside = 直すことはありません。chaincheck { $domain } を外部でも実行するか、--dns で外部のネーム サーバーを指定してください
internal-take-out = { $name } { $kind } をインターネットから見えるゾーンから外し、内部にだけ残してください
record-delete = ゾーンから { $name } CNAME を削除してください
the-name-server = ネーム サーバー
cache-empty = { $server } のキャッシュを消去するか、{ $name } を忘れるまで待ってください。その後、クライアントでも同じようにしてください

## 自動検出、フェデレーション、シングル サインオン
autodiscover-publish = https://{ $name }/ と http://{ $name }/ を手動で開き、{ $name } の背後のリバース プロキシが、事前のサインインなしにプールの外部 Web サイト (ポート 4443 と 8080) に渡しているかを確認してください
autodiscover-trust = これらのホストが意図したものであれば、Web サービスに { $domain } 内の名前を付けるか、クライアントの信頼されたドメイン (ポリシー TrustModelData) にそのドメインを追加してください。その後 chaincheck probe で確認してください
sbc-rename = コントローラーに、sbc.{ $domain } のような、テナントで確認済みのドメインの名前を付け、その証明書を取得して { $host } にインストールし、改めてペアリングしてください (New-CsOnlinePSTNGateway)
its-name = その名前
sbc-public-certificate = Teams が信頼する Microsoft Trusted Root Program の公的な証明機関から { $host } の証明書を取得し、中間証明書とともに { $machine } にインストールしてください。自社のルートを Microsoft の側にインストールすることはできません
token-publish-now = { $host } のプライマリ AD FS サーバーで次のトークン署名証明書を公開し (AutoCertificateRollover が行うかどうかは Get-AdfsProperties でわかります。行わない場合は Add-AdfsCertificate)、プライマリに設定して、Microsoft 365 を含むすべてのパートナーに反映させてください。それまで誰もサインインできません
token-publish-next = { $host } のプライマリ AD FS サーバーで次のトークン署名証明書を公開し (AutoCertificateRollover が行うかどうかは Get-AdfsProperties でわかります。行わない場合は Add-AdfsCertificate)、Microsoft 365 を含むすべてのパートナーに反映させてから、{ $label } の有効期限が切れる前にプライマリに設定してください
metadata-publish = { $host } の AD FS サーバーでエンドポイント /FederationMetadata/2007-06/ が有効か、そのプロキシで事前のサインインなしに公開されているかを確認してください
that-machine = そのコンピューター
proxies-install = { $machine } が提示する証明書 (有効期限が最も遅いもの、拇印 (SHA-256) { $fingerprint }) を、秘密キーとともに { $host } の背後の他のコンピューターにインストールしてください: プロキシでは Set-WebApplicationProxySslCertificate、AD FS では Set-AdfsSslCertificate
