/**
 * The SHA-256 of what the action downloads, and where each sum comes from: tool, version, platform, sum, source. Of
 * helm and vals it is the sum of the release's archive, of sops that of the program, of helm-secrets those of the files
 * at the release's commit. `script/update-tool-checksums` brings it up to date.
 */
export const CHECKSUMS = `
helm 4.3.0 linux-amd64 86584a54def73570558f66f5111cc53dfed56689637ae32c1201205d494f54fb the release's notes, quoted in vtmocanu/uzi#1437, walnuts1018/infra#2809, edgard/home-ops#368; argoproj/argo-cd@cbe92c34 hack/installers/checksums
helm 4.3.0 linux-arm64 31c5794dd55c66a51e6b7d2e2ac7a114ae8b1de41ff1d9ba51748ac973b06a08 the release's notes, quoted in vtmocanu/uzi#1437, walnuts1018/infra#2809, edgard/home-ops#368; argoproj/argo-cd@df8e320e hack/installers/checksums
helm 4.2.4 linux-amd64 c306b46f719b0a4da32d0f78ee21bf90ce8d602f15b22ab753f0674d1670a7f3 cashapp/hermit-packages@f0517fd7; argoproj/argo-cd@37ee0097
helm 4.2.4 linux-arm64 564de2191b881e9f71b5606b25345821ea1682f06ab90499d3ab22b530176da1 cashapp/hermit-packages@f0517fd7; argoproj/argo-cd@37ee0097
helm 4.2.3 linux-amd64 e9b88b4ee95b18c706839c28d3a0220e5bc470e9cd9262410c90793c45ff8b7c cashapp/hermit-packages@f0517fd7; argoproj/argo-cd@37ee0097
helm 4.2.3 linux-arm64 21abd9354d39b2cd79a8d76be6912cd137a983cbf997193503fb8a6a6e2f2785 cashapp/hermit-packages@f0517fd7; argoproj/argo-cd@37ee0097
helm 4.2.2 linux-amd64 9adafecab4d406853bba163a70e9f104f47dbbf65ce24b7653bae7e36150bcb6 cashapp/hermit-packages@f0517fd7; argoproj/argo-cd@37ee0097
helm 4.2.2 linux-arm64 78803142087a0069fa4b50d3f32a84d3ef25c14d1ee8a40fbccf86a6216d2f36 cashapp/hermit-packages@f0517fd7; argoproj/argo-cd@37ee0097
helm 4.2.1 linux-amd64 479dca836e5b45e8bd222400c5591b0e3a647378f03ff96597180db97c17fdae cashapp/hermit-packages@f0517fd7; argoproj/argo-cd@37ee0097
helm 4.2.1 linux-arm64 596b9a73d366c1e72ce67d595c22805480e30914593aafbc9f547694e72814db cashapp/hermit-packages@f0517fd7; argoproj/argo-cd@37ee0097
helm 4.2.0 linux-amd64 97dbeb971be4ac4b27e3839976d9564c0fb35c6f3b1da89dd1e292d236af4096 cashapp/hermit-packages@f0517fd7; argoproj/argo-cd@37ee0097
helm 4.2.0 linux-arm64 1f8de130dfbd04de64978e7b852a7a547be1404956a366608276d2520b678670 cashapp/hermit-packages@f0517fd7; argoproj/argo-cd@37ee0097
helm 4.1.4 linux-amd64 70b2c30a19da4db264dfd68c8a3664e05093a361cefd89572ffb36f8abfa3d09 cashapp/hermit-packages@f0517fd7
helm 4.1.4 linux-arm64 13d03672be289045d2ff00e4e345d61de1c6f21c1257a45955a30e8ae036d8f1 cashapp/hermit-packages@f0517fd7
helm 4.1.3 linux-amd64 02ce9722d541238f81459938b84cf47df2fdf1187493b4bfb2346754d82a4700 cashapp/hermit-packages@f0517fd7; mogenius/mogenius-operator#847
helm 4.1.3 linux-arm64 5db45e027cc8de4677ec869e5d803fc7631b0bab1c1eb62ac603a62d22359a43 cashapp/hermit-packages@f0517fd7; mogenius/mogenius-operator#847
helm 4.1.1 linux-amd64 5d4c7623283e6dfb1971957f4b755468ab64917066a8567dd50464af298f4031 cashapp/hermit-packages@f0517fd7
helm 4.1.1 linux-arm64 02a5fb7742469d2d132e24cb7c3f52885894043576588c6788b6813297629edd cashapp/hermit-packages@f0517fd7
helm 4.1.0 linux-amd64 8e7ae5cb890c56f53713bffec38e41cd8e7e4619ebe56f8b31cd383bfb3dbb83 cashapp/hermit-packages@f0517fd7; mogenius/mogenius-operator#754
helm 4.1.0 linux-arm64 81315e404b6d09b65bee577a679ab269d6d44652ef2e1f66a8f922b51ca93f6b cashapp/hermit-packages@f0517fd7; mogenius/mogenius-operator#754
helm 4.0.5 linux-amd64 730e4e9fbff94168249ddd0b9b1b8c357b7f64815462dd88c6b39f09bf18b814 cashapp/hermit-packages@f0517fd7
helm 4.0.5 linux-arm64 206a7747702d13994a93629eaed4259bd9d0aec6e23ca52d640f47f7edfdc863 cashapp/hermit-packages@f0517fd7
helm 4.0.4 linux-amd64 29454bc351f4433e66c00f5d37841627cbbcc02e4c70a6d796529d355237671c cashapp/hermit-packages@f0517fd7
helm 4.0.4 linux-arm64 16b88acc6503d646b7537a298e7389bef469c5cc9ebadf727547abe9f6a35903 cashapp/hermit-packages@f0517fd7
helm 4.0.2 linux-amd64 980756a9b2fd501a1d6ddd1b21741678875df005c91bb05bb41093988bb83bb7 cashapp/hermit-packages@f0517fd7
helm 4.0.2 linux-arm64 3de681b463fb783f49f5ab72d700c057124ef73fa74062624b8fe95deafded4b cashapp/hermit-packages@f0517fd7
helm 4.0.1 linux-amd64 e0365548f01ed52a58a1181ad310b604a3244f59257425bb1739499372bdff60 cashapp/hermit-packages@f0517fd7
helm 4.0.1 linux-arm64 959fa52d34e2e1f0154e3220ed5f22263c8593447647a43af07890bba4b004d1 cashapp/hermit-packages@f0517fd7
helm 4.0.0 linux-amd64 c77e9e7c1cc96e066bd240d190d1beed9a6b08060b2043ef0862c4f865eca08f cashapp/hermit-packages@f0517fd7
helm 4.0.0 linux-arm64 8c5c77e20cc29509d640e208a6a7d2b7e9f99bb04e5b5fbe22707b72a5235245 cashapp/hermit-packages@f0517fd7
helm 3.22.0 linux-amd64 1e4ab49e429626cf6c6958d914248b78c9730803c2751b87627e171dc800e7bb the release's notes, as nine public repositories quote them
helm 3.22.0 linux-arm64 f14e804dfee240f55525b667488fe9adca349e63e00c9af634c0beb1421ac310 the release's notes, as nine public repositories quote them
helm 3.21.3 linux-amd64 15e041a93a590dce8100f39385cd98c84a765c9e36aeeb9e2dc6ff9e4769e2e0 two public repositories
helm 3.21.1 linux-amd64 a349c62d6ab2d5d11f044fc0d3afa6deed7d27cc7d5c351f536b169d9fc2cc1a shaman007/home-k3s#741; rlex/helm-charts#188
helm 3.21.1 linux-arm64 9b3deeecb56c4795aa806858fa4d6388c049e3edfcd771723bd12c1cbef66893 shaman007/home-k3s#741; rlex/helm-charts#188
helm 3.21.0 linux-amd64 0093eb572e3d2380f094df162ddb525e219249de88957afe24cfbb19632acd36 argoproj/argo-cd@37ee0097
helm 3.21.0 linux-arm64 8de5a0c9a47431e59fd560e91e0779c8cf9316c383da7efb84128a4c339ecb2d argoproj/argo-cd@37ee0097
helm 3.20.2 linux-amd64 258e830a9e613c8a7a302d6059b4bb3b9758f2f3e1bb8ea0d707ce10a9a72fea argoproj/argo-cd@37ee0097
helm 3.20.2 linux-arm64 5ea2d6bc2cda3f8edf985e028809f5a9278f404fb8ab24044de9b7cb9b79a691 argoproj/argo-cd@37ee0097
helm 3.20.1 linux-amd64 0165ee4a2db012cc657381001e593e981f42aa5707acdd50658326790c9d0dc3 argoproj/argo-cd@37ee0097
helm 3.20.1 linux-arm64 56b9d1b0e0efbb739be6e68a37860ace8ec9c7d3e6424e3b55d4c459bc3a0401 argoproj/argo-cd@37ee0097
helm 3.19.4 linux-amd64 759c656fbd9c11e6a47784ecbeac6ad1eb16a9e76d202e51163ab78504848862 argoproj/argo-cd@37ee0097
helm 3.19.4 linux-arm64 9e1064f5de43745bdedbff2722a1674d0397bc4b4d8d8196d52a2b730909fe62 argoproj/argo-cd@37ee0097
helm 3.19.2 linux-amd64 2114c9dea2844dce6d0ee2d792a9aae846be8cf53d5b19dc2988b5a0e8fec26e argoproj/argo-cd@37ee0097
helm 3.19.2 linux-arm64 566e9f3a5a83a81e4b03503ae37e368edd52d699619e8a9bb1fdf21561ae0e88 argoproj/argo-cd@37ee0097
helm 3.19.1 linux-amd64 966bed9b1e0dda11268f59bd7268c3cd3e308b37b070546e1d78a02526ff63f2 cashapp/hermit-packages@f0517fd7
helm 3.19.1 linux-arm64 ceed150305a1d1ef4a37923a7f66931a6807c34a38ea487fa8340e102dd2c7f7 cashapp/hermit-packages@f0517fd7
helm 3.19.0 linux-amd64 a7f81ce08007091b86d8bd696eb4d86b8d0f2e1b9f6c714be62f82f96a594496 cashapp/hermit-packages@f0517fd7
helm 3.19.0 linux-arm64 440cf7add0aee27ebc93fada965523c1dc2e0ab340d4348da2215737fc0d76ad cashapp/hermit-packages@f0517fd7
helm 3.18.6 linux-amd64 3f43c0aa57243852dd542493a0f54f1396c0bc8ec7296bbb2c01e802010819ce cashapp/hermit-packages@f0517fd7
helm 3.18.6 linux-arm64 5b8e00b6709caab466cbbb0bc29ee09059b8dc9417991dd04b497530e49b1737 cashapp/hermit-packages@f0517fd7
helm 3.18.5 linux-amd64 9879bf9c471cdecbbee5ee17cf1de1849b0ffd12871ea01f17ede6861d7134f5 cashapp/hermit-packages@f0517fd7
helm 3.18.5 linux-arm64 d25d2c1b1c5a9844755ab5c66e6df4d6b31c25e6d92dd2ce66c137a63ddf9f2c cashapp/hermit-packages@f0517fd7
helm 3.18.4 linux-amd64 f8180838c23d7c7d797b208861fecb591d9ce1690d8704ed1e4cb8e2add966c1 cashapp/hermit-packages@f0517fd7; argoproj/argo-cd@37ee0097
helm 3.18.4 linux-arm64 c0a45e67eef0c7416a8a8c9e9d5d2d30d70e4f4d3f7bea5de28241fffa8f3b89 cashapp/hermit-packages@f0517fd7; argoproj/argo-cd@37ee0097
helm 3.18.3 linux-amd64 6ec85f306dd8fe9eb05c61ba4593182b2afcfefb52f21add3fe043ebbdc48e39 cashapp/hermit-packages@f0517fd7; argoproj/argo-cd@37ee0097
helm 3.18.3 linux-arm64 3382ebdc6d6e027371551a63fc6e0a3073a1aec1061e346692932da61cfd8d24 cashapp/hermit-packages@f0517fd7; argoproj/argo-cd@37ee0097
helm 3.18.2 linux-amd64 c5deada86fe609deefdf40e9cbbe3da2f8cf3f6a4551a0ebe7886dc8fcf98bce cashapp/hermit-packages@f0517fd7
helm 3.18.2 linux-arm64 03181a494a0916b370a100a5b2536104963b095be53fb23d1e29b2afb1c7de8d cashapp/hermit-packages@f0517fd7
helm 3.18.1 linux-amd64 b1c7e8e261fd30f34c617282813ecafc63628fcd59a255a9fc51b1fe43394c05 cashapp/hermit-packages@f0517fd7
helm 3.18.1 linux-arm64 5ddc8fbd4b17857754a95be799543ceafa5aa9532b05f738ee590a76bb049988 cashapp/hermit-packages@f0517fd7
helm 3.18.0 linux-amd64 961e587fc2c03807f8a99ac25ef063fa9e6915f1894729399cbb95d2a79af931 cashapp/hermit-packages@f0517fd7
helm 3.18.0 linux-arm64 489c9d2d3ea4e095331249d74b4407fb5ac1d338c28429d70cdedccfe6e2b029 cashapp/hermit-packages@f0517fd7
helm-secrets 4.7.7 plugin.yaml c4ae08166d24100be3d0b23e80ad5a0863439127d93c79efc6356d8ec18380b8 jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 plugins/helm-secrets-cli/plugin.yaml 8ead99ff901425f928f8757d2537bd67430afad86a8eab6e23666d54f5f3b212 jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 plugins/helm-secrets-getter/plugin.yaml 404958ea9bf90bd2150ef639e47b1fa523ffb73c160be913e67800e04d09f15f jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 plugins/helm-secrets-post-renderer/plugin.yaml b4dba7d5abce3396e53b49897fa9791be62bc5b65c51dea29791046ca671645d jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 scripts/commands/decrypt.sh 9e57626e09d18eb41f012d64b0779ef6a21d889258dcdcd8caaa37d520ce54ee jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 scripts/commands/downloader.sh f1bbf182a829d724a22bdb6a55b259799dacf774d3eca1d510339aa255066142 jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 scripts/commands/edit.sh c731d77e8929212f2c0fa49952651f70b5d4fd7bdc73496739ea4d0f73c4c6a5 jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 scripts/commands/encrypt.sh 43020e3298dd783fedc2b7dfe5324f5e9ef615bfcbb96282e2bba6d0c85ddff3 jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 scripts/commands/helm.sh 81b050ec2bdb933513f588ae37805c39c531a95f0f28cf1df5aa64b8b13a3859 jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 scripts/commands/help.sh 12a9c4ac57c1e6522d014dfc53e95d7ce4ab1b272204a1407ab46e1e579b2f20 jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 scripts/commands/post-renderer.sh a791ec8c09a52c71b9f5259807b02a31e43357ba033138b4f41cf87ddf1458eb jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 scripts/commands/version.sh 512ace1e49b80a4d773abebd929ac688077a406a2cd7a76c39cdee0318710de9 jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 scripts/lib/backend.sh 78f93d31e336127c3a63c7054d9f4110816d3154328ffa1a078b974d89faf044 jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 scripts/lib/backends/_custom.sh 542b9cbc0777601bf091e06ee31efdcd5c35b139356587b38739621405624bf3 jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 scripts/lib/backends/noop.sh 1bde2c210638e2089ea2518ea644962c2f7e8961235e13f009969db6e01f4148 jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 scripts/lib/backends/sops.sh 6ce5ee836481da77052620f8a5bf29521a10ad3772eadcfa4544a7036eec739c jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 scripts/lib/backends/vals.sh 5ee2f7c6dadc55f91825bb86c20235b3e5a573c1694ce26a74daa596e1c9fad8 jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 scripts/lib/common.sh 40a325f7061bf9dccdfa6bcd0e832066b64997956c07af64f507889ac2ae6190 jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 scripts/lib/expand_vars_strict.sh d033bad038e5090c5bca4da859f2f0708d00ff9e38c86ca9df7d82c8c5892734 jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 scripts/lib/file.sh 19a24265e3551da91ff69f73179f3c1db6f9c9c9b4faf43fbdda86dfae42244a jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 scripts/lib/file/custom.sh 9ff4bebf0be3446ae87999930e64a7bc731d919fe887e0edbe2ffe5de4f66391 jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 scripts/lib/file/helm-values-getter/Chart.yaml 4f03cbe4250aecdc4ac9f3508cbd47350454a62339d2fecda9241bb7f669c38c jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 scripts/lib/file/helm-values-getter/templates/values.yaml 31d904900d2a17419c884bc425c237ed0d0570394d7e34b0500e70d020968545 jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 scripts/lib/file/helm-values-getter/values.yaml a854830dd1e38ced27dece5fd9369e7ab069f3cf3dc42a75eb38bc5a2a7a7516 jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 scripts/lib/file/http.sh 70beac1e14391fe777b91ce3b3d9db47cb2e077336d553e3841209b4b6d74eaf jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 scripts/lib/file/local.sh 58b6835337f50b7af36cd4f6fcc63e47335ebfcae5ff503e144b91c3933cf7d7 jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 scripts/lib/http.sh 13bc3040be705ddb38dbfbf5c656cc944654e6f5835b4afcddde2bc8686b9578 jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 scripts/run.sh 06088839c01d8a25a0ea041eb9d60334db2fa46d034ba272e86c310c1ee09065 jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 scripts/wrapper/helm.sh 53bd97ae641418784515d0ccd962194f8d1516940b420f3517963c7e52a19916 jkroepke/helm-secrets@f02f8df1
helm-secrets 4.7.7 scripts/wrapper/run.cmd 9aafc6d0fd36c847346bf526cd31d10c96b140aa380935b4521faf283a1ff352 jkroepke/helm-secrets@f02f8df1
sops 3.13.3 linux-amd64 e5bec3346a873ae91d871550f3e698c1aad962aff462a080e40f25fde17fef6b cashapp/hermit-packages@f0517fd7
sops 3.13.3 linux-arm64 53b0abacd38ef1b12a66d6c100956691b9cefce018d91f81e73ddf7438b94d77 cashapp/hermit-packages@f0517fd7
sops 3.13.2 linux-amd64 154dfe4cd70554bdd82b98e4cd4acf191d43d01ead6f00a73477aa44c4ac42ef cashapp/hermit-packages@f0517fd7
sops 3.13.2 linux-arm64 78abf2e15c86250a1553ae6f53aba96be6b2a8126f160b1534959add3467ad76 cashapp/hermit-packages@f0517fd7
sops 3.13.1 linux-amd64 620a9d7e3352ababeca6908cea24a6e8b14ce89a448ddbd3f94f1ef3398f470a cashapp/hermit-packages@f0517fd7
sops 3.13.1 linux-arm64 19576fb1734dbf8fb77eda0cf0f3a2218f99bf4d33b814318e5e10d6babb9820 cashapp/hermit-packages@f0517fd7
sops 3.13.0 linux-amd64 f2e5ed5e57376789b0e12793adc848e54c2338906e51392246dd03461b320157 cashapp/hermit-packages@f0517fd7
sops 3.13.0 linux-arm64 ca39dc61be763583c12690e4c55883449c6997274f5c24757f1fd86f7e47acd8 cashapp/hermit-packages@f0517fd7
sops 3.12.2 linux-amd64 14e2e1ba3bef31e74b70cf0b674f6443c80f6c5f3df15d05ffc57c34851b4998 cashapp/hermit-packages@f0517fd7
sops 3.12.2 linux-arm64 f66de6f528dca946e910d74fa36a62a7714c11d0db16bd3c9bd8acf73b66704b cashapp/hermit-packages@f0517fd7
sops 3.12.1 linux-amd64 cf3136d20a6004405c986a48e179c3c7a731f777fbf105a37bd5dac5c9047100 cashapp/hermit-packages@f0517fd7
sops 3.12.1 linux-arm64 c7904d07bf1fb3ffdc329b0103ce70ff6a884aa7af7931427402bea0c09cc522 cashapp/hermit-packages@f0517fd7
vals 0.46.0 linux-amd64 42d2f672dc98b040b8179e87b1c3474418003b95a938ba3bbe13310e5e82847c cashapp/hermit-packages@f0517fd7
vals 0.46.0 linux-arm64 a5b5470de20ade57944cdce7393ba9b5be57ded359162e41ec0ea0920c114f6f cashapp/hermit-packages@f0517fd7
vals 0.45.0 linux-amd64 fe94d8785d56c9f5f00a061a9e1b08d1dc07d20466edf73b070f0ee89768e7f2 cashapp/hermit-packages@f0517fd7
vals 0.45.0 linux-arm64 89cd7564df903eeac72007c7a289ee95e71df9725906ed0d47ff609da995f33a cashapp/hermit-packages@f0517fd7
vals 0.44.5 linux-amd64 ae18f11c2d49b19dc7040c4777571136954fc73fb89f8e9e4f336dd638993129 cashapp/hermit-packages@f0517fd7
vals 0.44.5 linux-arm64 6c8b337d6d6b72b0c3dfe15469ae168b38366e1cff0a03cf4d3d63f018a16931 cashapp/hermit-packages@f0517fd7
vals 0.44.4 linux-amd64 06156dc0a9235028cb858638907eb11048e798550654e076752cdf518ac67ff6 cashapp/hermit-packages@f0517fd7
vals 0.44.4 linux-arm64 6e26d9acf4d72f72e165c4248a9dd9b8d829a00833601025fa223726257059d4 cashapp/hermit-packages@f0517fd7
vals 0.44.3 linux-amd64 7c4d1666da6b9c528ca6421c289060a7768726cb4a7b72849a3245f90c3b8582 cashapp/hermit-packages@f0517fd7
vals 0.44.3 linux-arm64 05d39548b9a625cb00b05f261c4654361c423c97f6f66899214dca84c81ec458 cashapp/hermit-packages@f0517fd7
vals 0.44.2 linux-amd64 b3a5994c635c912a2d98445e4d816fad06040748090401fdd8df38f0eba95307 cashapp/hermit-packages@f0517fd7
vals 0.44.2 linux-arm64 97e320f9725982d7bd05c19c3f4a0bed3169353956f35ae220f7231ed441c0b7 cashapp/hermit-packages@f0517fd7
vals 0.44.1 linux-amd64 6be634fd91d5b6205a31fb4bae43872618250735eeabd7a0ed8063035c122091 cashapp/hermit-packages@f0517fd7
vals 0.44.1 linux-arm64 0fb54082103d2d1e6921b6374bb4a3123d5b750eea495cd1a4f8c2c052d758c9 cashapp/hermit-packages@f0517fd7
vals 0.44.0 linux-amd64 728e9195fa2170e1e5c7ed7ca0e2e41fe1e910507a812f23fb579c68d6ef3678 cashapp/hermit-packages@f0517fd7
vals 0.44.0 linux-arm64 18d55294e92452f61cf6fcf6cca53bb51a66d8b860696666f44635964b3e5e40 cashapp/hermit-packages@f0517fd7
`;
