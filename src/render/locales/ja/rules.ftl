# 規則: 題名、説明、対処

# cert-expired
a-certificate-on-the-path-has-run-out = パス上の証明書の有効期限が切れています
    .explanation = 証明書の有効期間の終わりが、判定の時刻より前にあります。リーフでも中間証明書でも、どのクライアントもそのようなパスを拒否します。Windows のサービスは、自身の証明書の期限が切れていると起動もしません。
    .remedy = 証明書を更新してください。中間証明書の場合は、同じ名前の現在の証明書を証明機関から取得し、サーバーが送信するチェーンで置き換えてください

# cert-not-yet-valid
a-certificate-on-the-path-is-not-valid-yet = パス上の証明書がまだ有効になっていません
    .explanation = 証明書の有効期間の始まりが、判定の時刻より後にあります。早くインストールしすぎたか、このコンピューターまたは発行した証明機関の時計が狂っています。
    .remedy = このコンピューターと証明機関の時計を比べてください。有効になるまでは以前の証明書を使ってください

# cert-malformed
a-certificate-cannot-be-read = 証明書を読み取れません
    .explanation = データが証明書ではないか、信頼の判断に関わる部分を読み取れません。クライアントはデコード エラーを返し、それは証明書の問題ではなく接続の切断のように見えます。リーフの後に送信された証明書の場合、ここではその証明書が使えないだけですが、送信されたものをすべて解析するクライアント (OpenSSL など) は接続を切断します。
    .remedy = 証明書を発行元から改めてエクスポートし、インストールし直してください。リーフの後のものであれば、チェーン ファイルから外すか、正しい証明書に置き換えてください

# extension-unknown-critical
a-certificate-carries-a-critical-extension-that-clients-do-not-know = クライアントの知らないクリティカルな拡張が証明書にあります
    .explanation = クライアントは、処理できないクリティカルな拡張を持つ証明書を拒否しなければなりません。そのような拡張は、独自のテンプレートから、または誤ってインストールされたプリ証明書から来ます。RFC 5280 と Windows はどちらも拒否しますが、知っている拡張はクライアントごとに異なります。Microsoft のアプリケーション ポリシーは Windows には知られていますが、他のほとんどには知られていません。公的な証明機関が書いてよいものは CA/Browser Forum が定めています。
    .remedy = その拡張を外すか、クリティカルでないものにして、証明書を再発行してください

# purpose-forbidden
a-certificate-may-not-be-used-for-this = 証明書をこの用途に使うことはできません
    .explanation = パス上の証明書のキー使用法または拡張キー使用法が、チェーンの用途を許していません。RFC 5280 は証明書自身についてこれを定め、証明機関の拡張キー使用法はパスの検証の対象にしていません。CA/Browser Forum は TLS 用の公的な中間証明書に serverAuth を求めます。Windows と、OpenSSL、Go、rustls は、中間証明書の拡張キー使用法をその下のすべてに適用します。
    .remedy = TLS サーバー用のテンプレート (拡張キー使用法 serverAuth) から証明書を発行してください。中間証明書の場合は、他の用途に限定されていないものを使ってください

# policy-not-satisfied
no-certificate-policy-is-valid-for-the-whole-path = パス全体で有効な証明書ポリシーがありません
    .explanation = パス上の証明書またはコマンド ラインが、パスの端から端まで備わっていない証明書ポリシーを要求しています。要求がある場合、RFC 5280 も Windows も拒否します。CA/Browser Forum は公的な証明機関にポリシーを書かせますが、クライアントに調べることは求めません。rustls は調べません。
    .remedy = すべての証明機関が主張するポリシーの下で証明書を発行するか、要求を取り下げてください

# name-constraint-violated
a-name-lies-outside-what-its-authority-may-certify = 証明機関に許された範囲の外の名前があります
    .explanation = 上位の証明機関は特定の名前に制限されていますが、証明書には別の名前があります。そのような名前が 1 つあるだけで、他の名前での接続でも証明書全体が拒否されます。RFC 5280 と Windows はどちらも拒否します。ルート自身の制約を数えるかどうかを RFC 5280 はクライアントに任せており、ここでは数えます。CA/Browser Forum は、中間証明機関を所有者のドメイン内にとどめるために名前の制約を使います。
    .remedy = その名前を除いて証明書を発行するか、その名前を証明できる証明機関から発行してください

# cert-revoked
a-certificate-is-revoked = 証明書が失効しています
    .explanation = 証明機関が、期限より前に証明書を無効と宣言しました。キーが他者に知られた可能性があるか、証明書が置き換えられ、使用をやめるべきだったものです。失効を確認するクライアントは拒否します。Lync、Skype for Business、AD FS のサーバーは互いに確認し、ほとんどのブラウザーは独自の一覧で確認します。
    .remedy = 新しいキーの証明書を発行してインストールし、古い証明書が失効した理由を証明機関に問い合わせてください

# issuer-not-ca
a-certificate-was-issued-by-one-that-is-no-authority = 証明機関ではないものが証明書を発行しています
    .explanation = 発行者の証明書に、証明機関であること (CA が true の基本制限) が書かれていません。多くの場合、サーバー証明書で別の証明書に署名したか、テンプレートが誤っています。
    .remedy = その下の証明書を正しい証明機関から発行してください

# key-usage-forbids-signing
an-issuer-s-key-usage-does-not-allow-it-to-sign-certificates = 発行者のキー使用法が証明書への署名を許していません
    .explanation = 発行者の証明書に、keyCertSign のないキー使用法の拡張があります。RFC 5280 はそれが署名したものを拒否し、CA/Browser Forum はすべての証明機関に keyCertSign を求めます。実際のクライアントでは、OpenSSL と Go が拒否し、rustls は調べません。
    .remedy = 証明機関の証明書を keyCertSign を付けて再発行してください

# path-too-long
an-authority-stands-below-one-that-allows-no-more-authorities = これ以上の証明機関を許さない証明機関の下に、証明機関があります
    .explanation = 上位の証明機関が、その下に続く中間証明機関の数を制限しており、この証明書はその数を超えています。
    .remedy = その下の証明書を、まだ許されている証明機関から発行してください

# key-weak
a-key-is-too-short = キーが短すぎます
    .explanation = クライアントは 1024 ビット未満の RSA キーを拒否し、公的に信頼されるチェーンでは 2048 ビット未満も拒否します。その間の長さは、プライベートなチェーンではまだ多くが受け入れるため、警告とします。RFC 5280 は長さを定めず、CA/Browser Forum は公的な証明機関に 2048 ビットを求めます。Windows は発行者にかかわらず 1024 ビット未満を拒否し、Apple のクライアントは 2048 ビット未満を拒否します。
    .remedy = 2048 ビット以上のキーで証明書を再発行してください

# explicitly-distrusted
a-certificate-on-the-path-is-on-a-list-of-distrusted-ones = パス上の証明書が、信頼しない証明書の一覧に載っています
    .explanation = この証明書、そのキー、または署名されたデータが、信頼しないものとして一覧に載っています。Microsoft の許可されない証明書の一覧、Windows コンピューターの [信頼されていない証明書] ストア、または --distrust で渡された一覧です。Windows はそのような証明書を通るすべてのチェーンを拒否し (CERT_TRUST_IS_EXPLICIT_DISTRUST)、ルートを手動でインストールしても変わりません。キーが盗まれた証明書や、証明機関が信用を失った証明書がこのような一覧に載ります。管理者が誤って登録した可能性もあります。
    .remedy = 証明書を別のキーの証明書に、証明機関を別の証明機関に替えてください。誤って信頼しないものとされた場合は、一覧、またはクライアントの [信頼されていない証明書] ストアから外してください

# issuer-key-mismatch
the-issuer-s-certificate-that-is-there-did-not-sign-this-one = 手元にある発行者の証明書は、この証明書に署名していません
    .explanation = 発行者の名前 (またはキー識別子) を持つ証明書はありますが、署名は別のキーで行われているか、キーが別の名前のものです。典型的には、証明機関のキーが新しくなり、サーバーの証明書は更新されたのに、古い中間証明書が送信され続けています。
    .remedy = サーバーのチェーン ファイルの中間証明書を、証明書が示すキー識別子を持つものに置き換えてください

# signature-unsupported
a-signature-uses-an-algorithm-that-cannot-be-checked-here = 署名のアルゴリズムを、ここでは検証できません
    .explanation = 署名は正しいかもしれません。本プログラムには、ほとんどの TLS クライアントと同じく、そのアルゴリズムを検証する手段がありません。これは署名が誤っていることとは違い、他に問題がなければチェーンの判定は不明になります。
    .remedy = RSA、または NIST 曲線の ECDSA で証明書を発行してください

# signature-weak
a-signature-uses-a-broken-digest = 署名に、破られたハッシュが使われています
    .explanation = アンカーより下のリンクが SHA-1 または MD5 で署名されています。現在のクライアントはそのようなリンクを拒否します。ルート自身の署名だけは問題になりません。何も証明せず、古いルートは SHA-1 だからです。RFC 5280 はどのハッシュも禁じていません。CA/Browser Forum は 2016-01-01 から公的な証明機関に SHA-1 での証明書への署名を許さず、2026-09-15 からは他のものへの署名も許しません。Windows の Edge と Internet Explorer は、2017 年から Microsoft のプログラムのルートの下では拒否し、プライベートなルートの下では拒否しません。Apple のクライアントはどのルートの下でも拒否します。
    .remedy = SHA-256 以上で証明書を再発行してください

# revocation-unknown
whether-a-certificate-is-revoked-could-not-be-learnt = 証明書が失効しているかどうかを確認できませんでした
    .explanation = 証明書が示す OCSP レスポンダーと失効リストの場所に到達できないか、そこにあったもの、または渡されたものが、その証明書を対象としていない、期限が切れている、信頼できない、のいずれかです。--revocation hard では拒否となります。失効の確認を必須とする Windows のサービスも同様です。ファイアウォールの背後のエッジ サーバーは、証明機関の Web サーバーに到達できないと失敗します。
    .remedy = 証明書が示す場所に最新の失効リストを公開し、それを --crl で渡してください

# issuer-missing
the-server-does-not-send-the-issuer-of-its-certificate = サーバーが証明書の発行者を送信していません
    .explanation = チェーンが、クライアントの持つ証明機関に届く前に途切れています。Windows は足りない証明書をダウンロードして気付かないことがありますが、電話、フェデレーション パートナー、Java、デバイスはダウンロードせずに拒否します。そのため、一部の人には何年も使えて、他の人には一度も使えないサーバーがありえます。
    .remedy = 足りない中間証明書を、リーフを先頭に、ルートは含めずに、サーバーのチェーン ファイルに追加してください

# issuer-unknown
the-chain-leads-to-an-authority-that-nobody-here-knows = チェーンが、ここでは誰も知らない証明機関に通じています
    .explanation = チェーンの最後の証明機関について、その発行者が送信されず、見つからず、判定に使うストアにもありません。典型的には、クライアントにインストールされていないプライベートなルートの下にあります。そのとき電話は "Can't verify the certificate from the server" (サーバーからの証明書を確認できません) と表示します (Microsoft KB 2965499)。
    .remedy = 企業のルートをデバイスにインストールするか、公的な証明機関の証明書を使ってください

# root-untrusted
the-chain-ends-at-a-root-that-the-store-does-not-hold = チェーンが、ストアにないルートで終わっています
    .explanation = ルートまでのチェーンはすべてありますが、判定に使うストアがそのルートを信頼していません。プライベートなルートは、すべてのクライアント、電話、フェデレーション パートナーにインストールする必要があります。Lync と Skype for Business のサーバーは、互いの証明書について同じことをイベント 32042 ("Invalid incoming HTTPS certificate"、0x800B0109) として記録します。このイベントは証明書の不備とは限りません。TLS のセッション チケットも原因になり (Windows Server 2012 R2 上の Lync Server 2013。EnableSessionTicket=2 が役立ちます)、コンピューターの [信頼されたルート証明機関] に置かれた中間証明書も原因になります。
    .remedy = ルートをクライアントにインストールするか、公的な証明機関の証明書を使ってください

# self-signed
the-server-s-certificate-is-signed-by-itself = サーバーの証明書が自己署名です
    .explanation = どの証明機関も証明書を保証していません。アプライアンスやテスト用の環境にはこのような証明書が付いています。まさにその証明書がインストールされていない限り、どのクライアントも拒否します。
    .remedy = クライアントが信頼する証明機関の証明書をインストールしてください

# search-stopped
a-limit-was-reached-before-a-sound-path-was-found = 正常なパスが見つかる前に上限に達しました
    .explanation = 送信されたものが大きすぎる、長すぎる、または複雑すぎるため、パスの検索を中止しました。クライアントにも同様の上限があります。上限は発行者の不足ではありません。証明書が少なければ、結果は違うかもしれません。
    .remedy = リーフと、ルートに通じる中間証明書だけを、1 つずつ送信してください

# name-mismatch
the-certificate-is-for-other-names = 証明書は別の名前のためのものです
    .explanation = 証明書のサブジェクトの別名のどれも、クライアントが接続に使う名前と一致しません。典型的には、その名前にサイトがバインドされていないためにリバース プロキシが既定の証明書を送信しているか、2 つ目の SIP ドメインを追加したのに証明書に追加していません。
    .remedy = その名前で証明書を発行するか、正しい証明書をその名前にバインドしてください

# cn-only
only-the-subject-s-common-name-matches-and-clients-do-not-look-there = サブジェクトの共通名だけが一致し、クライアントはそこを見ません
    .explanation = 名前がサブジェクトにはありますが、サブジェクトの別名にはありません。現在のクライアントは別名だけを比べます。RFC 9525 は共通名を見ることを禁じていますが、以前の標準は最後の手段として許していました。RFC 5280 はどの名前を数えるかを定めていません。CA/Browser Forum はすべての名前を別名にも求めます。Windows 自身の検証はまだ共通名を知っていますが、Chrome と Apple のクライアントは知りません。Lync と Skype for Business のサーバーは互いに共通名を見るため、エッジ サーバーの内部側では別名のない証明書でもよいと文書にありますが、本プログラムと現在のライブラリはそこでも拒否します。Teams がセッション ボーダー コントローラーに接続するときも共通名を見るため、その場合は通知です。
    .remedy = 同じ名前をサブジェクトの別名にも書いて、証明書を再発行してください

# cert-expires-soon
a-certificate-on-the-path-ends-soon = パス上の証明書の有効期限が近づいています
    .explanation = 有効期間の終わりが警告の期間内にあります。--warn-within の指定がなければ、証明書の有効期間の 4 分の 1、最大 30 日です。中間証明書の期限が切れると、その下のすべてのサーバーが一度に使えなくなります。
    .remedy = 証明書を更新し、すべてのメンバーにインストールして、それを使うサービスを再起動してください

# anchor-expired
the-root-that-the-path-ends-at-has-run-out = パスの終わりのルートの有効期限が切れています
    .explanation = RFC 5280 は、日付にかかわらず、アンカーを名前とキーとして信頼します。rustls なども同じです。Windows はルートの日付も見ます。OpenSSL と一部のアプライアンスも同様で、整理されたストアからは削除されます。CA/Browser Forum は証明機関に向けたもので、クライアントについては何も述べていません。
    .remedy = クライアントがこのルートを失う前に、証明機関の現在のルートを配布してください

# members-differ
the-machines-behind-one-name-present-different-chains = 1 つの名前の背後のコンピューターが、異なるチェーンを提示しています
    .explanation = クライアントは名前のすべてのアドレスに分散されるため、異なるチェーンを持つメンバーは、一部のクライアントに、ときどき失敗を起こします。エッジ プールでは、Microsoft はすべてのメンバーに同じ証明書とキーを求めます。
    .remedy = すべてのメンバーに同じ証明書とチェーンをインストールしてください

# clients-disagree
some-clients-get-in-and-others-do-not = 接続できるクライアントと、できないクライアントがあります
    .explanation = クライアントの種類によってチェーンに求めるものが違うため、エンドポイントは、一部には何年も使えて、他には一度も使えないことがあります。区別しているのは次の種類です。デスクトップ (Windows の Lync と Skype for Business): 送信されない発行者をダウンロードし、自社のルートの下では SHA-1 と 1024 ビット以上の RSA キーを受け入れ (Microsoft KB 4010323、KB 2661254)、古い TLS 暗号スイートも使えます。電話: 発行者をダウンロードせず (弱い情報源です。iOS については情報が食い違います)、少なくとも Apple のものは SHA-1、2048 ビット未満の RSA キー、サブジェクトだけの名前を拒否します (Apple HT210176)。Mac: Apple の電話と同じものを拒否し、ダウンロードについては確かなことがわかっていません。Lync Phone Edition の卓上電話: TLS 1.0 だけを知り、サーバー名を送りません (Microsoft, Disable TLS 1.0 and 1.1、SNI 非対応のデバイス)。フェデレーション パートナーのエッジ サーバー: Windows ですが、ダウンロードや失効の確認のために外に出られないことがよくあります。Teams と Exchange Online: TLS 1.2 を求め、セッション ボーダー コントローラーでは公的なルートの下の完全なチェーンだけを受け入れます (Microsoft, Plan Direct Routing)。Java のプログラム: 既定では何もダウンロードせず、TLS 1.2 より前をもう使いません。ゲートウェイとセッション ボーダー コントローラー: やはり何もダウンロードしません (どちらも二次的な情報源)。すべて、判定に使うストアのルートを持つものと仮定しています。わからない種類は、どちらの側にも数えません。SNI を送らないクライアントはここでは数えません。正常な AD FS はどれもそれらを受け入れないからです (sni-required)。
    .remedy = 一部のクライアントが拒否する原因を直してください。他が受け入れることで問題は隠れますが、小さくはなりません

# key-id-mismatch
the-issuer-s-key-identifier-is-not-the-one-named-though-its-key-signed = 署名したのは発行者のキーですが、発行者のキー識別子が指定と違います
    .explanation = 署名は検証できるのでリンクは成立していますが、証明書の機関キー識別子が、発行者の持つものとは別のものを示しています。識別子で発行者を選ぶクライアントは見つけられないことがあります。
    .remedy = 都合のよいときに下位の証明書を更新してください。証明機関が現在の識別子を書き込みます

# staple-invalid
the-ocsp-response-that-the-server-staples-is-of-no-use = サーバーがステープルする OCSP 応答が役に立ちません
    .explanation = サーバーは、証明書の失効についての応答をチェーンと一緒に送信していますが、その応答が古い、別の証明書についてのものである、または権限のある者に署名されていない、のいずれかです。ほとんどのクライアントは無視しますが、必須とするクライアント (must-staple の証明書) は拒否します。証明書が失効していると書かれている場合は、本当かもしれません。
    .remedy = サーバーに新しい OCSP 応答を取得させてください。レスポンダーに到達できることを確認し、再起動してください

# leaf-is-ca
the-server-s-certificate-is-an-authority-s = サーバーの証明書が証明機関のものです
    .explanation = リーフに、証明書を発行できると書かれています。RFC 5280 は問題にせず、CA/Browser Forum はサーバーの証明書では禁じています。実際のクライアントのほとんどは受け入れますが、rustls と一部のアプライアンスは拒否します。証明機関のキーをサーバーに置くべきではありません。
    .remedy = サーバー用のテンプレートからサーバーの証明書を発行してください

# alternative-path
the-chain-reaches-an-anchor-in-more-than-one-way = チェーンが複数の経路でアンカーに届いています
    .explanation = 相互署名された証明機関があると、パスが複数になります。クライアントは自身のストアによって選ぶため、あるクライアントが使うパスを別のクライアントは使わないことがあります。古いクライアントは、最初に試したパスが壊れていると諦めます。
    .remedy = どのパスも正常であれば、することはありません。そうでなければ、壊れたパスに通じるものを外してください

# requirement-unmet
a-certificate-does-not-meet-a-requirement-that-clients-do-not-enforce = 証明書が、クライアントは強制しない要件を満たしていません
    .explanation = RFC 5280、または公的に信頼されるチェーンでは CA/Browser Forum が求めることを、証明書が満たしていません。実際のクライアントは受け入れ、プライベートな証明機関は毎日そのような証明書を発行しています。--profile strict では拒否となります。
    .remedy = 次の更新の前に、証明機関のテンプレートを修正してください

# verifiers-disagree
a-second-verifier-judges-the-chain-otherwise = 2 つ目の検証器が、チェーンを別のように判定しました
    .explanation = rustls-webpki にも同じことを尋ねています。既知の相違の一覧にない理由で答えが違う場合は、どちらかが誤っており、作者に報告する価値があります。
    .remedy = このチェーンを本プログラムの作者に報告してください。どちらの判定も単独では頼らないでください

# store-disagreement
another-store-judges-otherwise = 別のストアの判定が違います
    .explanation = 判定に使うストア (--store、--anchors) と追加のストア (--also) が、同じチェーンについて異なる判定になります。クライアントは、システムのストアまたは独自のストアを使うため、一方が受け入れるものを他方が拒否します。プライベートなルートはどの公的なストアにもなく、公的なストアはそれぞれ別の時期にルートを追加、削除します。
    .remedy = ルートがストアにないクライアントにルートをインストールするか、すべてのストアにある証明機関を使ってください

# chain-unordered
the-certificates-are-sent-in-the-wrong-order = 証明書の送信順序が誤っています
    .explanation = 各証明書の次にはその発行者が続かなければなりません。TLS 1.2 では RFC 5246 がそう定め、TLS 1.3 では RFC 8446 がクライアントにどの順序も受け入れるよう求めています。RFC 5280 と CA/Browser Forum は、送信されるものについて述べていません。Windows など現在のクライアントは自分で並べ替えますが、古いクライアントと組み込みデバイスは拒否します。
    .remedy = チェーン ファイルを、リーフ、その発行者、さらにその発行者という順に並べ替えてください

# chain-extra-cert
a-certificate-is-sent-that-belongs-to-no-path = どのパスにも属さない証明書が送信されています
    .explanation = リーフからたどれない証明書です。多くの場合、以前の証明機関の中間証明書がチェーン ファイルに残っています。クライアントは無視します。
    .remedy = チェーン ファイルから外してください

# chain-duplicate
a-certificate-is-sent-twice = 同じ証明書が 2 回送信されています
    .explanation = ハンドシェイクごとに余分なデータになりますが、何も壊れません。
    .remedy = 2 つ目の写しをチェーン ファイルから外してください

# root-sent
the-root-is-sent-along = ルートも送信されています
    .explanation = クライアントは自身が持つルートを信頼し、送信されたものは無視します。余分なデータになりますが、何も壊れません。
    .remedy = ルートをチェーン ファイルから外してください

# stale-cert-sent
an-outdated-certificate-is-sent-along = 古い証明書が一緒に送信されています
    .explanation = 有効期限の切れた証明書、またはもう使われていないキーの証明機関の証明書が、正しい証明書と一緒に送信されています。現在のクライアントは正しいパスを見つけますが、古いクライアントは古い証明書を選んで失敗することがあります。
    .remedy = 古い証明書をチェーン ファイルから外してください

# sip-name-missing
the-certificate-lacks-the-name-of-a-sip-domain = 証明書に SIP ドメインの名前がありません
    .explanation = アクセス エッジの証明書には、受け持つ SIP ドメインごとに sip.<ドメイン> が一字一句そのまま必要です。クライアントとパートナーは SIP ドメインを信頼の基準とし、レコードによって同じサーバーの別の名前に導かれた場合でも、証明書と比べます。名前がないと、そのドメインのユーザーはサーバーを信頼するかどうかを尋ねられ、厳密な名前の照合ではサインインに失敗し、そのドメインのフェデレーションとハイブリッドのルーティングも失敗します。一方で最初のドメインは使えます。ワイルドカードでは足りません。Microsoft はこれらの名前を明示的に求めています。DNS がサーバーに導く場合の sipinternal と sipexternal、および DNS がフロントエンド プールやディレクター プールに導く場合の sip.<ドメイン> も同様です。典型的には、SIP ドメインを追加したのに証明書を再発行していません。同じエッジが受け持つ他の SIP ドメインは --sip-domain で指定します。
    .remedy = すべての SIP ドメインの sip.<ドメイン> をサブジェクトの別名に含めて証明書を再発行し、秘密キーとともにプールのすべてのメンバーにインストールしてください。エッジ サーバーでは、展開ウィザードでアクセス エッジとその他の外部サービスの両方に割り当て、サービスを再起動してください

# wildcard-unsupported
only-a-wildcard-answers-for-the-name-and-this-role-needs-it-explicitly = 名前に一致するのはワイルドカードだけで、この役割には明示的な名前が必要です
    .explanation = ブラウザーはワイルドカードを受け入れますが、エッジ サーバーの外部サービス (アクセス エッジ、フェデレーション、Web 会議) と、フロントエンド プールとディレクター プールの SIP サービスには、名前が一字一句そのまま必要であると文書にあります。パートナーのサーバーや電話のように名前全体を比べるものは拒否するため、失敗する接続と成功する接続があります。Microsoft 自身の文書も場所によって異なり (Lync Server 2013 はエッジの内部側でワイルドカードを許容し、2015 用のあるページは XMPP のワイルドカードを示しています)、それらについてはここでは何も述べません。Web サービス、meet、dialin、lyncdiscover、AD FS、XMPP、および 1 階層に限りダイレクト ルーティングのセッション ボーダー コントローラーでは、ワイルドカードで問題ありません。
    .remedy = 明示的な名前を含めて証明書を再発行し (ワイルドカードも加えてかまいません)、プールのすべてのメンバーにインストールしてください

# crl-point-missing
a-certificate-does-not-say-where-its-revocation-list-is = 証明書に失効リストの場所が書かれていません
    .explanation = Lync Server と Skype for Business Server のすべてのサーバー証明書には CRL 配布ポイントが必要です。サーバーと Windows クライアントはそこで確認し、書かれていなければ状態は不明のままです。設定によって、サーバー間のハンドシェイクは拒否されるか、遅くなります。ldap: を含め、どの種類の配布ポイントでもかまいません。公的な証明機関は、OCSP を提供する場合と、有効期間の短い証明書 (2024-03-15 以降の発行は 10 日、2026-03-15 以降は 7 日) では省くことができ、後者についてはここでは何も述べません。上位の証明機関には何も求めません。
    .remedy = 証明機関が発行するものに CRL 配布ポイントを書き込ませ (AD CS では証明機関のプロパティの [拡張機能]、[CRL 配布ポイント (CDP)]、[発行された証明書の CDP 拡張機能に含める]。公的な証明機関では別のプロファイル)、証明書を再発行してインストールしてください

# pss-signature
a-certificate-is-signed-with-rsassa-pss-which-the-product-does-not-support = 証明書が、製品の対応していない RSASSA-PSS で署名されています
    .explanation = Lync Server と Skype for Business Server は、RSASSA-PSS で署名された証明書に対応していません。Microsoft は、サインインと着信の転送の失敗を挙げています。ブラウザーと本プログラムはそのような署名を問題なく検証し、Windows も他の場面では同様なので、気付かれません。AlternateSignatureAlgorithm=1 ("discrete signatures") で構成された AD CS の証明機関から来ます。ルート自身の署名は問題になりません。
    .remedy = 発行元の証明機関で AlternateSignatureAlgorithm を 0 に設定し (certutil -setreg CA\csp\AlternateSignatureAlgorithm 0 を実行し、サービスを再起動)、sha256WithRSAEncryption で証明書を再発行してインストールしてください。中間証明書の場合は、その証明機関の証明書を上位の証明機関で更新してください

# lifetime-too-long
a-publicly-trusted-certificate-lives-longer-than-was-allowed-when-it-was-issued = 公的に信頼される証明書の有効期間が、発行時に許された期間より長くなっています
    .explanation = 公的な証明機関がサーバー証明書を発行できる日数は、発行日によって決まっています。2018-03-01 からは 825 日、2020-09-01 からは 398 日、2026-03-15 からは 200 日、2027-03-15 からは 100 日、2029-03-15 からは 47 日です。その前は、2015-04-01 から 39 か月でした。Apple のクライアントと Chromium ベースのブラウザーは、知っている上限 (少なくとも 825 日と 398 日) を超えるものを拒否します。他のクライアントは調べず、証明機関は規則に反して発行したものを失効させなければなりません。プライベートな証明機関の証明書の有効期間は所有者の自由で、ここでは何も述べません。
    .remedy = 許された有効期間の証明書を証明機関に求め、更新を自動化してください。上限は今後も短くなります

# client-auth-missing
the-certificate-is-for-servers-alone-and-the-server-is-a-client-of-others-too = 証明書はサーバー専用ですが、このサーバーは他のサーバーのクライアントでもあります
    .explanation = アクセス エッジとセッション ボーダー コントローラーは、接続を受けるだけでなく自らも接続し、同じ証明書を使いますが、この証明書の拡張キー使用法には clientAuth がありません。参考情報です。Microsoft が求めるのは serverAuth だけで、相互 TLS に不可欠としています。clientAuth は、かつての AOL との接続についてだけ文書にありました。公的な証明機関は clientAuth を外しています。Chrome のルート プログラムにより、新しい証明機関は 2026-06-15 からサーバー用だけを発行し、2027-03-15 からはすべての新しい証明書がそうなります。ほとんどはそれより早くやめました。したがって、clientAuth がないのは現在の公的な証明書では普通のことで、置き換える理由にはなりません。あるパートナーが、そこからの接続は成功するのに、こちらからの接続を拒否する場合は、何を確認しているかを尋ねてください。RFC 5280 に厳密に従う機器は、クライアント用でない証明書のクライアントを拒否します。同様に、Teams から接続される側は、Microsoft の証明書に clientAuth を求めてはなりません。
    .remedy = パートナーが接続できている間は、することはありません。clientAuth を求めるパートナーがいれば、その要求を外してもらうか、まだ両方の用途で発行し、すべてのパートナーが信頼する証明機関の証明書を使ってください

# sbc-domain-unsupported
the-session-border-controller-has-a-name-under-onmicrosoft-com = セッション ボーダー コントローラーの名前が onmicrosoft.com の下にあります
    .explanation = ダイレクト ルーティングでは、セッション ボーダー コントローラーの名前は、テナントで確認済みの自社のドメインに属していなければなりません。*.onmicrosoft.com の下の名前には対応していません。どの証明機関もその証明書を発行せず、Teams はそのようなコントローラーとペアリングしません。
    .remedy = ライセンスのあるユーザーがいる、テナントで確認済みのドメインの名前をコントローラーに付け、その名前の証明書を取得し、改めてペアリングしてください (New-CsOnlinePSTNGateway)

# sbc-root-private
the-session-border-controller-s-certificate-is-below-a-root-that-teams-may-not-hold = セッション ボーダー コントローラーの証明書が、Teams が持っていない可能性のあるルートの下にあります
    .explanation = Teams はコントローラーに接続し、Microsoft Trusted Root Program の証明機関の証明書だけを受け入れます (2022-02-01 から)。自社のルートでは、チェーンは自社のコンピューターには正常でも、Microsoft では誰にも受け入れられません。Teams からの通話は届かず、コントローラーは非アクティブと表示されます。Teams が求めるものは他に、サブジェクトまたは別名にあるコントローラーの名前 (1 階層のワイルドカードでもかまいません)、serverAuth、2048 ビット以上の RSA キー、ハンドシェイクでのルートを除く完全なチェーン ("証明機関から直接" 発行された証明書という要件は、間に再販業者のプライベートな証明機関を置くことを禁じるもので、公的な証明機関が持つ中間証明機関を禁じるものではありません)、TLS 1.2 (2022-04-03 から) です。反対の方向はここからは見えません。コントローラー自身が Microsoft の証明書を信頼していなければなりません。次のルートを持っているべきです: DigiCert Global Root CA (SHA-1 A8985D3A65E5E5C4B2D7D66D40C6DD2FB19C5436)、DigiCert Global Root G2 (DF3C24F9BFD666761B268073FE06D1CC8D4F82A4)、DigiCert Global Root G3 (7E04DE896A3E666D00E687D33FFAD93BE83D349E)、DigiCert TLS ECC P384 Root G5 (17F3DE5E9F0F19E98EF61F32266E20C407AE30EE)、DigiCert TLS RSA4096 Root G5 (A78849DC5D7C758C8CDE399856B3AAD0B2A57135)、Microsoft ECC Root CA 2017 (999A64C37FF47D9FAB95F14769891460EEC4C3C5)、Microsoft RSA Root CA 2017 (73A5E64A3BFF8316FF0EDCCC618A906E4EAE4D74)。Baltimore CyberTrust Root をまだ挙げている手順書は古くなっています。2025-05-12 に期限が切れました。プログラムの一覧はここではわからず、Mozilla の一覧にそのルートがないことだけがわかるため、通知としています。
    .remedy = Microsoft Trusted Root Program の公的な証明機関からコントローラーの名前の証明書を取得し、中間証明書とともにコントローラーにインストールしてください

# endpoint-unreachable
no-connection-comes-about = 接続できません
    .explanation = すべてのアドレスが接続を拒否しました。何も待ち受けていないため、重大とします。接続がタイムアウトしただけの場合や、一部のメンバーが応答する場合は警告です。ファイアウォールが他のコンピューターからの接続を通すかもしれず、このコンピューターからはわかりません。
    .remedy = サービスが動作しているか、間にファイアウォールがないかを確認してください
the-connection-is-refused = 接続が拒否されます
no-answer-within-the-time-allowed = 制限時間内に応答がありません
the-name-leads-to-no-address = 名前にアドレスがありません
this-machine-finds-no-way-to-the-address = このコンピューターからアドレスに到達できません

# tls-not-spoken
the-port-is-open-but-tls-did-not-come-about = ポートは開いていますが、TLS が成立しません
    .explanation = 何かが待ち受けていますが、TLS の挨拶に証明書で応えません。そのポートの別のサービス、証明書のないプロキシ、または新しい挨拶も古いクライアントの挨拶も拒否するサーバーです。最後のものは、別の名前、または対応するクライアントの少ない暗号スイートや曲線では他のクライアントに応じるかもしれないため、警告とします。
    .remedy = どのサービスがそのポートで待ち受けているか、証明書がバインドされているかを確認してください

# starttls-refused
the-server-answers-and-tls-does-not-begin = サーバーは応答しますが、TLS が始まりません
    .explanation = ここでは TLS は別のプロトコルの途中で始まりますが、サーバーがそれを提供しない、拒否する、プロトコルの規則を破る、または合意からハンドシェイクまでの間にデータを送っています。そのようなデータは、通信路上の誰かが挿入できたため、クライアントは拒否しなければなりません。TLS を必須とするクライアントとパートナーは先に進めず、他は平文で続けます。多くの場合、証明書が構成されていないか、サービスが秘密キーを読み取れません。サーバー自身の言葉は根拠にあります。メールを検査するファイアウォールが STARTTLS の提供を隠すことも知られています。
    .remedy = サービスに証明書とその秘密キーを構成して STARTTLS を有効にし、間のファイアウォールがやり取りを書き換えていないことを確認してください

# tls-legacy
modern-clients-are-refused-only-an-older-tls-greeting-shows-the-chain = 新しいクライアントは拒否され、古い TLS の挨拶だけがチェーンを見せます
    .explanation = ECDHE と認証付き暗号 (AES-GCM、ChaCha20) だけで TLS 1.2 と 1.3 を使うクライアントは、ここではハンドシェイクできません。チェーンは、TLS 1.0 から 1.2 のサーバーが最初に送る平文から読み取ったもので、他と同じように判定されています。ハンドシェイクは完了していません。影響の大きさは、サーバーが何に対応しているかによります。TLS 1.2 より前だけなら、ブラウザー、電話、Teams、Exchange Online など、ほとんどすべてです。RSA キー交換は前方秘匿性を必須とするもの (Apple の App Transport Security、Go 1.22 以降) を、DHE はブラウザーを、CBC は最も新しいライブラリだけを締め出します。Windows Server 2012 R2 は、既定の暗号スイートで AES-GCM を、ECDHE とは ECDSA 証明書でのみ提供し、そのほかは DHE または RSA キー交換と組み合わせます。RSA 証明書と ECDHE では CBC だけが残ります。
    .remedy = サーバーで ECDHE と AES-GCM を使う TLS 1.2 を有効にしてください。Windows Server 2012 R2 では ECDSA 証明書でのみ使え、Windows Server 2016 以降では RSA 証明書でも使えます

# sni-required
clients-that-send-no-server-name-sni-get-no-certificate = サーバー名 (SNI) を送らないクライアントは証明書を受け取れません
    .explanation = クライアントがどのホストを求めるかを言わないと、サーバーはハンドシェイクを終了します。Windows Server 2012 R2 以降の AD FS はそのように動作し、現在のクライアントはすべてサーバー名を送るので、問題はありません。送らないデバイス (Polycom CX など Lync Phone Edition の卓上電話、一部のロード バランサーの正常性チェック) は、これを通してサインインできません。最初の確認は常に SNI を付けて行い、SNI なしの 2 回目は、そのようなデバイスが使うホスト (AD FS、自動検出、Web サービス、meet、dialin) でだけ行います。信頼、名前、終了コードには影響しません。
    .remedy = そのようなデバイスを使っていなければ、することはありません。使っている場合は、すべての AD FS サーバーとプロキシで、SNI を送らないクライアントのために証明書をバインドしてください: netsh http add sslcert ipport=0.0.0.0:443 certhash=<拇印> appid={"{"}<id>{"}"}

# sni-changes-chain
clients-that-send-no-server-name-sni-are-shown-another-certificate = サーバー名 (SNI) を送らないクライアントには、別の証明書が提示されます
    .explanation = クライアントがどのホストを求めるかを言わないと、サーバーは既定の証明書を提示します。多くのサイトを持つリバース プロキシやロード バランサーはそのように動作し、現在のクライアントはすべてホストを伝えるので、問題はありません。伝えないデバイス (Polycom CX など Lync Phone Edition の卓上電話) は既定の証明書を受け取り、別の名前のものであれば拒否します。
    .remedy = そのようなデバイスを使っていなければ、することはありません。使っている場合は、ホストの証明書をそのリスナーの既定の証明書にしてください

# client-cert-list-truncated
the-list-of-accepted-client-certificate-authorities-looks-cut = 受け入れるクライアント証明機関の一覧が途切れているようです
    .explanation = クライアント証明書を求めるサーバーは、受け入れる証明機関を挙げることができます。Windows (Schannel) は最大 16 KiB までしか送らず、入りきらないとイベント 36885 を記録します。証明機関が一覧から漏れたクライアントは何も送らず、サインインまたはフェデレーションに失敗します。多くは最近のルートの更新からです。外からは大きさでわかります。一覧が 16,384 バイトに、名前 1 つ分未満だけ足りません。これは兆候であって証拠ではありません。空の一覧は現在の Windows の既定で、問題ありません。
    .remedy = サーバーで、コンピューター アカウントの [信頼されたルート証明機関] から不要なルートを削除するか、一覧を送らないようにしてください: HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL の SendTrustedIssuerList (DWORD) を 0 に設定します

# tls-intercepted
an-inspecting-proxy-stands-between-this-machine-and-microsoft = このコンピューターと Microsoft の間に、検査するプロキシがあります
    .explanation = Microsoft のクラウドのホストが、公的でなく --anchors でも渡されていない証明機関の証明書を提示しています。途中のプロキシまたはファイアウォールが TLS を開き、自身の証明書で閉じ直しています。このコンピューターに見えるクラウドはそのプロキシなので、そこでは何も判定していません。そのようなネットワークの Lync、Skype for Business、Teams のクライアントは、プロキシの証明機関がインストールされていないとサインインに失敗します。Microsoft はこの通信の検査に対応していません。
    .remedy = プロキシで Microsoft のホストを TLS 検査の対象から外すか、その背後にないコンピューターから実行してください。その証明機関が既知で信頼できるものであれば、--anchors で渡してください

# family-unavailable
this-machine-has-no-route-for-one-address-family = このコンピューターには、一方のアドレス ファミリの経路がありません
    .explanation = このコンピューターから経路がない (通常は IPv6) ため、一部のアドレスを試せませんでした。それらは省略しました。サーバーについて何かを示すものではありません。
    .remedy = それらのアドレスも見るには、両方のアドレス ファミリを使えるコンピューターから実行してください。または -4 を指定してください

# clock-skew
a-server-s-clock-and-this-machine-s-differ-by-more-than-five-minutes = サーバーとこのコンピューターの時計が 5 分を超えてずれています
    .explanation = サーバーの応答の時刻 (Date と、キャッシュからの応答では Age) が、このコンピューターの時刻と 5 分を超えて違います。証明書の判定、チケットの発行、トークンの受け入れはこれらの時計によります。Kerberos と Lync クライアントのサインインが許すのは 5 分です。3 つのホストが互いに一致し、Microsoft のホストがどれもこのコンピューターと一致しない場合は、このコンピューターの時計が狂っています。
    .remedy = サーバー、またはこのコンピューターの時計をタイム サーバーに合わせてください (w32tm /resync)

# record-missing
a-record-that-clients-look-for-is-not-there = クライアントが探すレコードがありません
    .explanation = クライアント、電話、フェデレーション パートナーが、この名前を DNS に問い合わせます。必要かどうかは展開によります。内部の名前と予備の名前がないことは問題にせず、クラウドのドメインに必要なのはフェデレーションのレコードだけで、自社サーバーのあるドメインには、ハイブリッドかどうかにかかわらず、エッジとリバース プロキシの名前が必要です。
    .remedy = その種類のクライアントを使っている場合は、レコードを作成してください

# record-dangling
a-record-leads-to-a-name-that-does-not-exist = レコードが、存在しない名前を指しています
    .explanation = SRV または CNAME レコードはありますが、その先にアドレスがありません。それをたどるクライアントは、サービスが停止しているかのように失敗します。典型的には移行の後で、ホストは廃止され、レコードが残っています。その先の名前を登録できる者は、クライアントを手に入れることになります。
    .remedy = レコードを実在するホストに向けるか、削除してください

# lookup-failed
a-question-to-dns-was-not-answered = DNS への問い合わせに応答がありませんでした
    .explanation = ネーム サーバーが応答しない、拒否した、自身の障害を報告した、または堂々巡りになりました。レコードの内容は不明で、ないとも正常とも言えません。
    .remedy = ネーム サーバーに手動で問い合わせるか、--dns で別のネーム サーバーを指定してください

# records-not-followed
more-services-or-addresses-than-are-followed = たどる数より多くのサービスまたはアドレスがあります
    .explanation = 1 つの名前に、1 回の実行で調べる数より多くのサービスまたはアドレスがあり、一部のサーバーは確認していません。クライアントがそれらに接続することはありえます。これほど多いことは、意図したものであることはまれです。アクセス エッジは 1 つのサービスを選び、クライアントが試すアドレスは多くても数個です。
    .remedy = 使っていないサービスとアドレスを削除するか、他のものを chaincheck probe で名前を指定して確認してください

# srv-target-outside-domain
a-service-record-leads-into-another-domain = サービス レコードが別のドメインを指しています
    .explanation = クライアントとフェデレーション パートナーは、SIP ドメインを、信頼してよい名前の基準とします。contoso.com のレコードで見つかったサーバーは、contoso.com のホストでなければなりません (厳密な DNS の名前付け)。証明書がどれほど正しくても、自動サインインは失敗するか、サーバーを信頼するかどうかをユーザーに尋ねます。Microsoft のクラウドのホストは例外です。
    .remedy = 証明書にその名前がある、ドメイン自身のホストにレコードを向けてください

# cname-outside-domain
an-alias-leads-into-another-domain = 別名が別のドメインを指しています
    .explanation = モバイル クライアントは、HTTPS で接続するとき、lyncdiscover が別のドメインへの別名であることを受け入れません。サーバーを信頼してよいかどうかを判断できないからです。名前が HTTP でも公開されている場合 (通知) は、そこから始めます。予備の名前 sip についても同様です。Microsoft のクラウドのホストは、Microsoft の指示により例外です。
    .remedy = 名前に独自のアドレス レコード、またはドメイン内の別名を与えてください

# records-half-migrated
some-records-lead-to-the-cloud-and-others-elsewhere = 一部のレコードがクラウドを、他が別の場所を指しています
    .explanation = ドメインは、クラウドにあってすべてのレコードがそこを指すか、自社サーバーがあって、ハイブリッドの展開でもすべてのレコードがそこを指すかのどちらかです。混在していると、一方の側のユーザーが見つからず、フェデレーションとプレゼンスが使えなくなり、テナントを Teams のみに切り替えることもできません。存在しないレコードは関係ありません。
    .remedy = すべてのレコードを、属するべき側に向けてください

# srv-target-is-alias
a-service-record-leads-to-an-alias = サービス レコードが別名を指しています
    .explanation = SRV レコードの先は別名 (CNAME) であってはなりません。ほとんどのリゾルバーはそれでもたどりますが、一部のクライアントとアプライアンスはたどらず、サーバーを見つけられません。
    .remedy = 別名に代えて、先のホストに独自のアドレス レコードを与えてください

# srv-port-unexpected
a-service-record-names-an-unusual-port = サービス レコードのポートが通常と違います
    .explanation = クライアントはレコードのポートに接続しますが、途中のファイアウォールやプロキシは通常のポートだけを通します。社外のクライアントには 443、フェデレーションと社内には 5061 です。Microsoft のクラウドは他のポートでは待ち受けないため、別のポートでそこを指すレコード (警告) はどこにも通じません。
    .remedy = サーバーがそこで待ち受けていれば、レコードに通常のポートを書いてください

# srv-duplicate
several-federation-records-where-one-is-used = 1 つだけ使われるフェデレーション レコードが複数あります
    .explanation = フェデレーション パートナーは 1 つのレコードを使います。優先度の値が最も小さいもの、その中で重みが最も大きいもの、その中で最初に受け取ったものです。他は使われず、見る人を混乱させます。異なるドメインを指している場合 (警告) は、応答の順序によってパートナーがどちらかに接続します。
    .remedy = 意図したレコードを残し、他を削除してください。1 つのプールのメンバーは 1 つの名前の背後に置きます

# internal-name-public
a-name-of-the-inside-is-known-outside = 内部の名前が外部から見えます
    .explanation = クライアントは内部の名前を最初に試し、応答があれば社内にいるものとみなします。すると社外では、到達できないサーバーや、内部の証明書を提示するサーバーに接続し、サインインが遅くなるか失敗します。コントロール パネルはインターネットに公開するものではありません。
    .remedy = インターネットから見えるゾーンからレコードを外してください

# msoid-record-present
an-msoid-record-is-there-that-only-china-needs = 中国でだけ必要な msoid レコードがあります
    .explanation = このレコードは、Office のライセンス認証とサインインを、21Vianet が中国で運用するクラウドに向けます。他の地域では、かつてのサインイン アシスタントのためのもので、現在は Office とそのクライアントのライセンス認証とサインインを妨げます。
    .remedy = レコードを削除してください

# dns-cache-stale
the-resolver-s-answer-is-not-the-zone-s-any-more = リゾルバーの応答が、ゾーンの現在の内容と違います
    .explanation = 問い合わせたネーム サーバーが、ゾーン自身のサーバーと異なる応答を返しています。古い応答を記憶しています。それを使うクライアントは、忘れられるまで古いサーバーに接続します。内部と外部のあるゾーンは設計上異なるため対象ではなく、1 分以内しか保持されない応答も対象ではありません。
    .remedy = ネーム サーバーのキャッシュを消去するか、応答の期限が切れるまで待ってください

# hosts-file-differs
the-hosts-file-says-something-else-than-dns = hosts ファイルの内容が DNS と違います
    .explanation = このコンピューターの hosts ファイルがその名前の DNS を上書きしているため、この実行は他の人が接続するものとは別のサーバーを見ました。このような記述は、テストや移行の後に、クライアントにも残っていることがあります。
    .remedy = このコンピューターの hosts ファイルからその名前を外すか、--dns で DNS だけに問い合わせてください

# split-horizon
dns-answers-differently-inside-and-outside = DNS の応答が内部と外部で異なります
    .explanation = ゾーンには社内用とインターネット用の 2 つの側があります。ここで見えたアドレスがプライベートであるか、ゾーン自身のサーバーが別のアドレスを返しています。それは意図された構成ですが、この実行が見たのは一方の側だけで、他方のクライアントは別の証明書を持つ別のサーバーに接続します。
    .remedy = 反対の側でも chaincheck を実行するか、--dns でその側のネーム サーバーに問い合わせてください

# dns-wildcard
any-name-under-the-domain-answers = ドメインの下のどの名前にも応答があります
    .explanation = ゾーンにワイルドカード レコードがあるため、応答があっても、誰かがその名前を設定したとは限りません。ワイルドカードと同じ応答の名前は、そこでまさにその名前の証明書が提示されない限り、ないものとして数えます。
    .remedy = することはありません。明確にするために、ワイルドカードを、意図した名前に置き換えることもできます

# autodiscover-document-missing
an-autodiscover-name-answers-and-leads-to-no-autodiscover-document = 自動検出の名前に応答がありますが、自動検出のドキュメントに通じていません
    .explanation = クライアントは、https://lyncdiscover.<ドメイン>/ と http://lyncdiscover.<ドメイン>/ に、Web サービスへ直接またはリダイレクトで導く短いドキュメントを求めます。ここでは何かが応答しますが、どちらの経路もそのようなドキュメントに届きません。Web ページ、エラー、循環するリダイレクト、ドメインの外や別のスキームへのリダイレクト、または長すぎるか正しくないドキュメントです。モバイル クライアントには他にサインインの方法がなく、Windows クライアントは DNS レコードに進みます。404 が正しいのは Microsoft 自身のホストだけです。証明書は別に判定するため、通知としています。
    .remedy = リバース プロキシで、その名前が、事前のサインインなしにプールの外部 Web サイト (HTTPS はポート 4443、HTTP はポート 8080) に公開されているかを確認してください

# autodiscover-outside-domain
autodiscover-leads-to-hosts-outside-the-domain = 自動検出が、ドメインの外のホストに導いています
    .explanation = クライアントは SIP ドメインを、信頼してよい名前の基準とします。自動検出が別のドメインのホストを挙げると、証明書がどれほど正しくても、サーバーを信頼するかどうかをユーザーに尋ねるか、諦めます。ステータス (HTTP 302) によるドメインの外へのリダイレクトはまったくたどりません。Microsoft のホストはどこでも信頼されます。他のホストについては、すべてのコンピューターの信頼されたドメインの一覧 (ポリシー TrustModelData) にそのドメインが必要です。ホストは一覧に示すだけで、その SIP ドメインが --sip-domain で指定されない限り接続していません。
    .remedy = Web サービスに SIP ドメイン内の名前を付けるか、クライアントの信頼されたドメインにその別のドメインを追加してください

# token-cert-expiring
the-certificate-that-signs-tokens-ends-soon-or-has-run-out-and-no-other-is-published = トークンに署名する証明書の期限が近いか切れており、次の証明書が公開されていません
    .explanation = AD FS は、ユーザーについての情報に、通常は自身で作成した証明書で署名し、フェデレーション メタデータでその証明書を示します。Microsoft 365 などは、古い証明書の期限が切れる前に、そこから次の証明書を取得します。ここでは、そこに示された証明書のどれも、残りが 30 日ありません。期限が切れるか、他に知らせずに置き換えられると、ユーザーはサインインできず、"There was a problem accessing the site" (サイトにアクセスするときに問題が発生しました) と表示されます。2 つの証明書が並んでいるのは、正しい切り替えの途中です。これは TLS 証明書ではなく、その規則にも縛られません。信頼する必要があるのはパートナーだけで、自己署名で問題ありません。暗号化用の証明書は、Microsoft 365 が使わないため判定しません。自動更新する AD FS が次の証明書を公開する、残り 20 日までは通知とします。
    .remedy = プライマリ AD FS サーバーで次のトークン署名証明書を公開し、すべてのパートナーに反映させてから、プライマリに設定してください

# proxy-cert-differs
the-machines-behind-one-ad-fs-name-present-different-certificates = 1 つの AD FS の名前の背後のコンピューターが、異なる証明書を提示しています
    .explanation = AD FS と、その前の Web アプリケーション プロキシは、同じキーの同じ証明書を提示しなければなりません。拡張保護はサインインをクライアントが見た証明書に結び付けるため、別の証明書を持つプロキシを通したサインインは拒否されます。よくある原因は、AD FS で証明書を更新してプロキシで忘れたこと、またはその逆です。内部の AD FS と外部のプロキシを 1 回の実行で比べるには、それぞれのアドレスを --connect-to で指定してください。
    .remedy = 最も新しい証明書を、秘密キーとともに、すべてのプロキシ (Set-WebApplicationProxySslCertificate) とすべての AD FS サーバー (Set-AdfsSslCertificate) にインストールしてください

# metadata-unreachable
the-federation-metadata-of-ad-fs-cannot-be-read = AD FS のフェデレーション メタデータを読み取れません
    .explanation = Microsoft 365 などのパートナーは、新しいトークン署名証明書を知るために、インターネットからフェデレーション メタデータを取得します。読み取れないと、パートナーは古い証明書を保持し、AD FS が切り替わる日に誰もサインインできなくなります。パートナーは外部から接続するため、社内からの確認では通知とします。
    .remedy = /FederationMetadata/2007-06/FederationMetadata.xml を、事前のサインインなしに Web アプリケーション プロキシで公開してください

# handshake-signature-invalid
the-server-does-not-prove-that-it-holds-the-key-of-its-certificate = サーバーが、証明書の秘密キーを持つことを証明していません
    .explanation = 証明書は公開されており、誰でも送信できます。そのため、TLS 1.3 のすべてのハンドシェイクと ECDHE を使う TLS 1.2 のハンドシェイクでは、サーバーは証明書に対応する秘密キーでハンドシェイクに署名します。ここではその署名を証明書のキーで検証したところ、誤っていました。どのクライアントも、そのようなハンドシェイクをアラート decrypt_error で終了します。サービスに証明書とは別の秘密キーが渡されているか (2 つのファイルの一方だけを置き換えた更新、誤ったスロットに割り当てられたハードウェア キー)、間の何かが自分のものではない証明書で応答しています (TLS を検査するファイアウォールやロード バランサー)。チェーン自体は送信されたとおりに判定しており、正常なこともあります。ここで検証できない種類の署名と、通常と異なる長さのキーを問題にすることはありません。古いサーバーの最初のメッセージだけを読んだ場合は、何もわかりません。
    .remedy = 証明書を、その要求を作成した秘密キーとともにインストールするか、使用中のキーで再発行してください。Windows では certutil -repairstore my <シリアル番号> で関連付けを修復してください
