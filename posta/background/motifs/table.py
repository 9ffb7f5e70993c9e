"""The table of motifs: a name in, its words, drawing function, anchor and tags out."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from posta.background.motifs.drawing import Anchor, Drawing


@dataclass(frozen=True, slots=True)
class Motif:
    """One row: what a motif is called, what themes say for it, and where its drawing function lives."""

    name: str
    words: tuple[str, ...]
    """Words and phrases, lower case; regular English plurals are understood without being listed."""
    draw: str
    """`module:function` beside this file; called with a numpy generator and keywords."""
    aspect: float
    """Usual width over height; single drawings vary about it."""
    anchor: Anchor
    """ground: stands on the bottom edge; top: hangs; center: floats."""
    tags: tuple[str, ...]


def _row(name: str, draw: str, aspect: float, anchor: Anchor, tags: str, words: str) -> Motif:
    return Motif(name, tuple(words.split(",")), draw, aspect, anchor, tuple(tags.split()))


_ROWS = (
    _row("moon", "sky:moon", 1.0, "center", "sky night", "moon,moonlight,moonlit,full moon,mond,lune,luna,月,満月,قمر,بدر"),
    _row("crescent", "sky:crescent", 0.95, "center", "sky night", "crescent,new moon,mondsichel,halbmond,croissant de lune,三日月,هلال"),
    _row("sun", "sky:sun", 1.0, "center", "sky day", "sun,sunshine,sunny,sonne,soleil,sol,太陽,شمس"),
    _row("cloud", "sky:cloud", 2.06, "center", "sky day", "cloud,cloudy,wolke,wolken,nuage,nube,雲,غيمة,سحاب"),
    _row("star", "sky:five_star", 1.0, "center", "sky night", "star,starry,stern,sterne,étoile,estrella,星,نجمة,نجم,نجوم"),
    _row("eightfold star", "sky:eightfold", 1.0, "center", "pattern", "geometric star,eight-pointed star,eightfold star,zellige,girih,arabesque,زليج"),
    _row("planet", "sky:planet", 1.4, "center", "space night", "planet,saturn,jupiter,planète,planeta,惑星,كوكب"),
    _row("rocket", "sky:rocket", 0.7, "center", "space", "rocket,spaceship,spacecraft,rakete,fusée,cohete,ロケット,صاروخ"),
    _row("telescope", "sky:telescope", 0.9, "ground", "space science", "telescope,observatory,astronomy,teleskop,télescope,telescopio,望遠鏡,تلسكوب"),
    _row("comet", "sky:comet", 1.3, "center", "space night", "comet,shooting star,meteor,komet,comète,cometa,彗星,مذنب"),
    _row("lightning", "sky:lightning", 0.5, "center", "sky weather", "lightning,thunder,thunderstorm,blitz,éclair,rayo,稲妻,برق"),
    _row("snowflake", "sky:snowflake", 0.87, "center", "winter", "snowflake,snow,schneeflocke,schnee,flocon,neige,copo de nieve,nieve,雪,ثلج"),
    _row("rainbow", "sky:rainbow", 1.7, "ground", "sky day", "rainbow,regenbogen,arc-en-ciel,arcoíris,虹,قوس قزح"),
    _row("lighthouse", "buildings:lighthouse", 0.72, "ground", "sea building night", "lighthouse,leuchtturm,leuchttürme,phare,faro,灯台,منارة,فنار"),
    _row("house", "buildings:house", 0.4, "ground", "building", "house,houses,cottage,home,haus,häuser,maison,casa,家,بيت,منزل"),
    _row("castle", "buildings:castle", 0.8, "ground", "building", "castle,fortress,palace,schloss,schlösser,burg,château,castillo,城,قلعة,قصر"),
    _row("tower", "buildings:tower", 0.23, "ground", "building", "tower,clock tower,bell tower,belfry,steeple,turm,türme,clocher,torre,塔屋,برج"),
    _row("iron tower", "buildings:lattice_tower", 0.45, "ground", "building city", "eiffel tower,eiffelturm,tour eiffel,torre eiffel,paris,エッフェル塔,برج إيفل"),
    _row("windmill", "buildings:windmill", 0.7, "ground", "building country", "windmill,mill,windmühle,moulin,molino,風車,طاحونة"),
    _row("city skyline", "buildings:skyline", 1.7, "ground", "city night", "city,cities,skyline,cityscape,skyscraper,downtown,metropolis,town,stadt,städte,wolkenkratzer,ville,gratte-ciel,ciudad,rascacielos,都市,街,摩天楼,مدينة"),
    _row("bridge", "buildings:bridge", 2.2, "ground", "building city", "bridge,brücke,brücken,pont,puente,橋,جسر"),
    _row("ferris wheel", "buildings:ferris_wheel", 0.9, "ground", "fair", "ferris wheel,big wheel,funfair,amusement park,fairground,carnival,riesenrad,jahrmarkt,kirmes,grande roue,fête foraine,noria,feria,観覧車,遊園地,دولاب"),
    _row("tent", "buildings:tent", 1.0, "ground", "fair", "tent,circus,big top,marquee,zelt,zirkus,chapiteau,cirque,carpa,circo,サーカス,テント,خيمة,سيرك"),
    _row("tree", "trees:tree", 0.85, "ground", "nature", "tree,oak tree,baum,bäume,arbre,árbol,木,شجرة,شجر"),
    _row("pine", "trees:pine", 0.65, "ground", "nature winter", "pine,fir,spruce,conifer,christmas tree,tanne,tannenbaum,kiefer,sapin,pino,松,صنوبر"),
    _row("bare tree", "trees:bare_tree", 1.0, "ground", "nature winter", "bare tree,winter tree,dead tree,leafless tree,kahler baum,arbre nu,árbol desnudo,枯れ木,枯木"),
    _row("palm", "trees:palm", 0.8, "ground", "nature beach", "palm,palm tree,coconut,palme,palmen,palmier,palmera,椰子,ヤシ,نخلة,نخيل"),
    _row("mountain", "trees:mountain", 1.5, "ground", "nature", "mountain,alps,summit,mount,berg,berge,gipfel,alpen,montagne,montaña,山,جبل,جبال"),
    _row("wave", "trees:wave", 1.5, "ground", "sea", "wave,ocean,sea,surf,surfing,breaker,tsunami,welle,wellen,meer,vague,océan,mer,ola,océano,mar,波,海,موجة,بحر"),
    _row("cactus", "trees:cactus", 0.7, "ground", "nature desert", "cactus,cacti,saguaro,kaktus,kakteen,サボテン,صبار"),
    _row("cherry branch", "plants:cherry_branch", 1.1, "center", "nature spring", "cherry blossom,cherry branch,blossom,sakura,kirschblüte,kirschblüten,fleurs de cerisier,cerezo en flor,桜,花見"),
    _row("leaf", "plants:leaf", 0.7, "center", "nature", "leaf,leaves,foliage,fern,monstera,botanical,blatt,blätter,laub,feuille,feuillage,hoja,葉,ورقة شجر,أوراق"),
    _row("flower", "plants:flower", 0.5, "ground", "nature spring", "flower,floral,daisy,tulip,poppy,bouquet,blume,blumen,fleur,flor,花,زهرة,زهور,أزهار"),
    _row("sunflower", "plants:sunflower", 0.6, "ground", "nature summer", "sunflower,sonnenblume,sonnenblumen,tournesol,girasol,向日葵,ひまわり,دوار الشمس,عباد الشمس"),
    _row("rose", "plants:rose", 0.5, "ground", "nature love", "rose,rosen,rosa,薔薇,バラ,وردة,ورود"),
    _row("mushroom", "plants:mushroom", 0.9, "ground", "nature autumn", "mushroom,toadstool,fungi,fungus,pilz,pilze,champignon,seta,キノコ,きのこ,فطر"),
    _row("whale", "creatures:whale", 1.2, "center", "animal sea", "whale,whales,wal,wale,baleine,ballena,鯨,クジラ,حوت"),
    _row("fish", "creatures:fish", 1.7, "center", "animal sea food", "fish,fishes,seafood,salmon,trout,sardine,fisch,fische,poisson,pez,peces,pescado,魚,سمكة,سمك"),
    _row("octopus", "creatures:octopus", 1.0, "center", "animal sea", "octopus,kraken,squid,tintenfisch,pieuvre,poulpe,pulpo,タコ,蛸,أخطبوط"),
    _row("bird", "creatures:bird", 1.1, "center", "animal sky", "bird,songbird,robin,sparrow,nightingale,vogel,vögel,oiseau,oiseaux,pájaro,ave,鳥,小鳥,طائر,طيور,عصفور"),
    _row("gulls", "creatures:gulls", 1.2, "center", "animal sky sea", "gull,seagull,flock,flock of birds,möwe,möwen,mouette,gaviota,カモメ,鴎,نورس"),
    _row("owl", "creatures:owl", 0.9, "center", "animal night", "owl,eule,eulen,uhu,hibou,chouette,búho,lechuza,梟,フクロウ,بومة"),
    _row("butterfly", "creatures:butterfly", 1.1, "center", "animal sky", "butterfly,moth,schmetterling,papillon,mariposa,蝶,蝶々,فراشة"),
    _row("bee", "creatures:bee", 1.4, "center", "animal sky", "bee,honeybee,bumblebee,honey,biene,bienen,hummel,honig,abeille,miel,abeja,蜂,ミツバチ,نحلة,نحل,عسل"),
    _row("dragon", "creatures:dragon", 1.1, "ground", "animal tale", "dragon,drache,drachen,dragón,竜,龍,ドラゴン,تنين"),
    _row("cat", "animals:cat", 0.7, "ground", "animal home", "cat,kitten,kitty,katze,katzen,kätzchen,chat,gato,猫,ネコ,قطة,قط"),
    _row("dog", "animals:dog", 1.1, "ground", "animal home", "dog,puppy,hound,dachshund,terrier,hund,hunde,welpe,dackel,chien,perro,犬,イヌ,كلب"),
    _row("horse", "animals:horse", 1.2, "ground", "animal country", "horse,pony,stallion,mustang,pferd,pferde,cheval,chevaux,caballo,馬,حصان,خيل"),
    _row("elephant", "animals:elephant", 1.2, "ground", "animal", "elephant,elefant,elefanten,éléphant,elefante,象,ゾウ,فيل"),
    _row("fox", "animals:fox", 0.8, "ground", "animal forest", "fox,vixen,fuchs,füchse,renard,zorro,狐,キツネ,ثعلب"),
    _row("deer", "animals:deer", 0.7, "ground", "animal forest", "deer,stag,reindeer,antlers,fawn,hirsch,hirsche,reh,rentier,cerf,renne,ciervo,reno,鹿,غزال"),
    _row("bear", "animals:bear", 1.3, "ground", "animal forest", "bear,grizzly,bär,bären,ours,oso,熊,クマ,دب"),
    _row("rabbit", "animals:rabbit", 0.8, "ground", "animal country", "rabbit,bunny,hare,easter bunny,hase,hasen,kaninchen,lapin,lièvre,conejo,兎,うさぎ,ウサギ,أرنب"),
    _row("turtle", "animals:turtle", 1.7, "ground", "animal", "turtle,tortoise,schildkröte,schildkröten,tortue,tortuga,亀,カメ,سلحفاة"),
    _row("lion", "animals:lion", 1.0, "center", "animal", "lion,lioness,löwe,löwen,león,獅子,ライオン,أسد"),
    _row("arch", "monuments:arch", 0.8, "ground", "building", "arch,archway,gate,gateway,triumphal arch,triumphbogen,tor,bogen,arc de triomphe,arche,arco,puerta,門,凱旋門,قوس,بوابة"),
    _row("lantern", "monuments:lantern", 0.6, "top", "light night", "lantern,mosque lamp,ramadan,fanous,laterne,laternen,lanterne,farol,ランタン,提灯,فانوس,قنديل,رمضان"),
    _row("torii", "monuments:torii", 1.1, "ground", "building japan", "torii,shrine,shinto,kyoto,鳥居,神社,京都"),
    _row("temple", "monuments:temple", 1.2, "ground", "building", "temple,acropolis,parthenon,museum,greek temple,tempel,temple grec,templo,神殿,معبد,متحف"),
    _row("pagoda", "monuments:pagoda", 0.7, "ground", "building japan", "pagoda,pagode,塔,五重塔,寺,باغودا"),
    _row("mosque", "monuments:mosque", 1.0, "ground", "building", "mosque,minaret,dome,istanbul,moschee,minarett,mosquée,mezquita,モスク,مسجد,جامع,مئذنة"),
    _row("sailboat", "vehicles:sailboat", 0.95, "ground", "sea travel", "sailboat,sailing,sail,yacht,regatta,boat,segelboot,segeln,boot,voilier,bateau,velero,barco,barca,帆船,ヨット,船,قارب,مركب شراعي"),
    _row("ship", "vehicles:ship", 1.1, "ground", "sea travel", "ship,ocean liner,liner,steamer,cruise,ferry,schiff,schiffe,dampfer,paquebot,navire,buque,crucero,客船,سفينة"),
    _row("bicycle", "vehicles:bicycle", 1.3, "ground", "travel sport", "bicycle,bike,cycling,cyclist,cycle,fahrrad,fahrräder,rad,vélo,bicyclette,bicicleta,自転車,دراجة"),
    _row("car", "vehicles:car", 1.7, "ground", "travel", "car,automobile,motor car,road trip,auto,autos,voiture,coche,車,自動車,سيارة"),
    _row("train", "vehicles:train", 1.2, "ground", "travel", "train,railway,locomotive,steam engine,zug,züge,eisenbahn,lokomotive,chemin de fer,tren,ferrocarril,電車,汽車,列車,قطار"),
    _row("airplane", "vehicles:airplane", 1.4, "center", "travel sky", "airplane,aeroplane,plane,aircraft,flight,flugzeug,flugzeuge,avion,avión,飛行機,طائرة"),
    _row("hot-air balloon", "vehicles:hot_air_balloon", 0.75, "center", "travel sky", "hot-air balloon,balloon ride,heißluftballon,montgolfière,globo aerostático,熱気球,気球,منطاد"),
    _row("guitar", "music:guitar", 0.7, "center", "music", "guitar,guitarist,flamenco,gitarre,gitarren,guitare,guitarra,ギター,جيتار,غيتار"),
    _row("violin", "music:violin", 0.6, "center", "music", "violin,cello,viola,fiddle,string quartet,chamber music,orchestra,geige,violine,streichquartett,orchester,violon,violoncelle,orchestre,violín,violonchelo,orquesta,ヴァイオリン,バイオリン,チェロ,كمان"),
    _row("oud", "music:oud", 0.6, "center", "music", "oud,lute,laute,luth,laúd,ウード,عود"),
    _row("trumpet", "music:trumpet", 1.5, "center", "music", "trumpet,cornet,brass band,bugle,trompete,trompeten,blaskapelle,trompette,fanfare,trompeta,トランペット,بوق,ترومبيت"),
    _row("saxophone", "music:saxophone", 0.8, "center", "music", "saxophone,sax,jazz,saxophon,saxofón,サックス,ジャズ,ساكسفون,جاز"),
    _row("piano", "music:piano", 1.5, "ground", "music", "piano,grand piano,piano keys,keyboard,pianist,klavier,flügel,ピアノ,بيانو"),
    _row("drum", "music:drum", 0.9, "ground", "music", "drum,drummer,percussion,djembe,trommel,trommeln,schlagzeug,tambour,batterie,tambor,太鼓,ドラム,طبل,طبول"),
    _row("microphone", "music:microphone", 0.7, "center", "music stage", "microphone,mic,singer,karaoke,open mic,comedy,stand-up,mikrofon,mikrofone,micro,micrófono,マイク,ميكروفون"),
    _row("vinyl record", "music:vinyl", 1.1, "center", "music", "vinyl,vinyl record,record,turntable,lp,disco,schallplatte,schallplatten,disque,vinilo,レコード,أسطوانة"),
    _row("headphones", "music:headphones", 0.9, "center", "music", "headphones,headphone,headset,podcast,kopfhörer,casque,auriculares,ヘッドホン,سماعات"),
    _row("megaphone", "music:megaphone", 1.2, "center", "voice protest", "megaphone,loudspeaker,protest,rally,demonstration,megafon,demo,mégaphone,manifestation,megáfono,メガホン,مكبر صوت,مظاهرة"),
    _row("music note", "music:note", 0.8, "center", "music", "music note,music,melody,song,concert,musik,melodie,lied,konzert,musique,chanson,música,canción,concierto,音楽,歌,موسيقى,أغنية"),
    _row("carrot", "food:carrot", 0.8, "center", "food garden", "carrot,vegetable,farmers market,karotte,möhre,gemüse,carotte,légume,zanahoria,verdura,人参,にんじん,野菜,جزر,خضار"),
    _row("tomato", "food:tomato", 1.1, "center", "food garden", "tomato,tomate,tomaten,トマト,طماطم"),
    _row("apple", "food:apple", 0.9, "center", "food garden", "apple,orchard,cider,apfel,äpfel,pomme,verger,manzana,林檎,りんご,リンゴ,تفاح,تفاحة"),
    _row("lemon", "food:lemon", 1.0, "center", "food garden", "lemon,citrus,lemonade,limoncello,zitrone,zitronen,citron,limón,レモン,ليمون"),
    _row("cheese", "food:cheese", 1.6, "center", "food", "cheese,käse,fromage,queso,チーズ,جبن,جبنة"),
    _row("bread", "food:bread", 1.2, "center", "food", "bread,bakery,loaf,baguette,baker,brot,brote,bäckerei,boulangerie,panadería,パン,خبز,مخبز"),
    _row("cup", "food:cup_side", 0.9, "center", "food drink", "cup,tea,mug,cup of tea,tasse,kaffeetasse,taza,té,お茶,カップ,فنجان,شاي"),
    _row("coffee", "food:cup_top", 1.0, "center", "food drink", "coffee,espresso,cappuccino,latte,café,cafe,barista,kaffee,コーヒー,珈琲,喫茶,قهوة,مقهى"),
    _row("bowl", "food:bowl", 0.95, "ground", "food", "bowl,ramen,noodle,soup,schale,schüssel,suppe,nudeln,bol,soupe,cuenco,sopa,fideos,丼,ラーメン,麺,وعاء,حساء"),
    _row("ice cream", "food:ice_cream", 0.4, "center", "food summer", "ice cream,gelato,icecream,eis,eiscreme,crème glacée,helado,アイスクリーム,アイス,آيس كريم,بوظة"),
    _row("grapes", "food:grapes", 0.7, "center", "food garden", "grape,vineyard,vine,harvest,traube,trauben,weinberg,weinlese,raisin,vigne,vendanges,uva,viñedo,vendimia,葡萄,ぶどう,عنب"),
    _row("pumpkin", "food:pumpkin", 1.1, "ground", "food autumn", "pumpkin,halloween,squash,kürbis,kürbisse,citrouille,calabaza,南瓜,かぼちゃ,ハロウィン,يقطين"),
    _row("pizza", "food:pizza", 0.9, "center", "food", "pizza,pizzeria,ピザ,بيتزا"),
    _row("vase", "vessels:vase", 0.7, "ground", "craft home", "vase,vessel,pottery,amphora,ceramic,urn,gefäß,keramik,töpferei,céramique,poterie,jarrón,cerámica,花瓶,陶器,مزهرية,فخار"),
    _row("bottle", "vessels:bottle", 0.36, "ground", "food drink", "bottle,wine bottle,flasche,flaschen,bouteille,botella,瓶,ボトル,زجاجة"),
    _row("wine glass", "vessels:wine_glass", 0.5, "ground", "food drink", "wine glass,wine,champagne,cocktail,martini,prosecco,wine tasting,weinglas,wein,weine,sekt,vin,vino,cóctel,ワイン,カクテル,كأس"),
    _row("beer", "vessels:beer", 0.9, "ground", "food drink", "beer,brewery,ale,pub,oktoberfest,bier,biere,brauerei,bière,brasserie,cerveza,cervecería,ビール,بيرة"),
    _row("teapot", "vessels:teapot", 1.2, "ground", "food drink", "teapot,tea house,tea ceremony,teekanne,théière,tetera,急須,茶道,إبريق"),
    _row("runner", "people:runner", 1.0, "ground", "people sport", "runner,running,marathon,sprint,jogging,athletics,fun run,läufer,lauf,laufen,coureur,course à pied,corredor,carrera,maratón,走者,マラソン,ランナー,عداء,ماراثون"),
    _row("dancer", "people:dancer", 1.0, "ground", "people stage", "dancer,dance,dancing,ballet,ballerina,tango,salsa,tanz,tänzer,tänzerin,ballett,danse,danseuse,danza,baile,bailarina,踊り,ダンス,バレエ,رقص,راقصة"),
    _row("hand", "people:hand", 0.7, "center", "people", "hand,palm of a hand,open hand,khamsa,hamsa,hände,main,mano,手,يد,كف"),
    _row("fist", "people:fist", 0.5, "ground", "people protest", "fist,raised fist,resistance,solidarity,revolution,faust,solidarität,poing,résistance,puño,resistencia,拳,قبضة,ثورة"),
    _row("face profile", "people:profile", 0.7, "ground", "people", "face,profile,portrait,woman,gesicht,porträt,frau,visage,femme,rostro,retrato,mujer,横顔,顔,وجه,امرأة"),
    _row("eye", "people:eye", 1.3, "center", "people", "eye,vision,gaze,auge,augen,œil,yeux,ojo,目,瞳,عين"),
    _row("heart", "people:heart", 1.0, "center", "love", "heart,love,valentine,wedding,herz,herzen,liebe,hochzeit,cœur,amour,mariage,corazón,amor,boda,心,愛,ハート,قلب,حب"),
    _row("crown", "things:crown", 1.2, "center", "royal", "crown,king,queen,royal,coronation,krone,könig,königin,couronne,roi,reine,corona,rey,reina,冠,王冠,تاج,ملك"),
    _row("book", "things:book", 1.1, "center", "reading", "book,reading,library,literature,bookshop,novel,poetry,buch,bücher,bibliothek,lesung,livre,bibliothèque,lecture,libro,biblioteca,lectura,本,読書,図書館,كتاب,كتب,مكتبة"),
    _row("pen", "things:pen_nib", 0.7, "center", "reading", "pen,fountain pen,quill,writing,writer,poet,author,feder,füller,schreiben,stylo,plume,écriture,pluma,escritura,ペン,万年筆,قلم,كتابة"),
    _row("letter", "things:letter", 1.2, "center", "reading", "letter,envelope,mail,post office,invitation,brief,briefe,umschlag,lettre,courrier,carta,sobre,手紙,封筒,رسالة,ظرف"),
    _row("key", "things:key", 0.8, "center", "home", "key,keyhole,escape room,schlüssel,clé,clef,llave,鍵,مفتاح"),
    _row("clock", "things:clock", 0.9, "center", "home time", "clock,alarm clock,time,watch,uhr,wecker,horloge,réveil,reloj,時計,ساعة"),
    _row("light bulb", "things:bulb", 0.8, "center", "home idea", "light bulb,bulb,lamp,idea,lightbulb,glühbirne,lampe,idee,ampoule,idée,bombilla,lámpara,電球,مصباح,فكرة"),
    _row("umbrella", "things:umbrella", 0.9, "center", "weather", "umbrella,rain,rainy,parasol,regenschirm,regen,parapluie,pluie,paraguas,lluvia,傘,雨,مظلة,مطر"),
    _row("kite", "things:kite", 0.8, "center", "play sky", "kite,flugdrachen,cerf-volant,cometa de papel,凧,طائرة ورقية"),
    _row("balloon", "things:balloons", 0.7, "center", "play party", "balloon,party,birthday,ballon,luftballon,luftballons,geburtstag,fête,anniversaire,globo,fiesta,cumpleaños,風船,誕生日,بالون,عيد ميلاد"),
    _row("hammer", "tools:hammer", 0.7, "center", "work", "hammer,marteau,martillo,ハンマー,金槌,مطرقة"),
    _row("wrench", "tools:wrench", 0.7, "center", "work", "wrench,spanner,schraubenschlüssel,clé à molette,llave inglesa,レンチ,مفتاح ربط"),
    _row("tools", "tools:crossed_tools", 1.1, "center", "work", "tools,workshop,repair café,repair,labour day,may day,werkzeug,werkstatt,reparatur,outil,atelier,herramienta,taller,道具,工具,أدوات,ورشة"),
    _row("gear", "tools:gear", 1.1, "center", "work science", "gear,cog,cogwheel,machine,engineering,industry,zahnrad,zahnräder,maschine,engrenage,engranaje,歯車,機械,ترس"),
    _row("scissors", "tools:scissors", 0.6, "center", "work craft", "scissors,hairdresser,barber,tailor,sewing,schere,friseur,schneider,ciseaux,coiffeur,couture,tijeras,peluquería,鋏,はさみ,مقص"),
    _row("chair", "tools:chair", 0.8, "ground", "home design", "chair,armchair,furniture,seat,stuhl,stühle,sessel,möbel,chaise,fauteuil,silla,sillón,椅子,كرسي"),
    _row("ladder", "tools:ladder", 0.4, "ground", "work dream", "ladder,leiter,échelle,escalera,梯子,はしご,سلم"),
    _row("ball", "tools:ball", 1.0, "center", "sport", "ball,football,soccer,basketball,tennis,volleyball,match,world cup,fußball,fussball,tennisball,football match,fútbol,baloncesto,pelota,balón,サッカー,ボール,كرة,كرة القدم"),
    _row("medal", "tools:medal", 0.6, "top", "sport", "medal,award,prize,champion,olympics,medaille,preis,auszeichnung,médaille,prix,medalla,premio,メダル,賞,ميدالية,جائزة"),
    _row("anchor", "tools:anchor", 0.9, "center", "sea", "anchor,harbour,harbor,port,marina,sailor,anker,hafen,ancre,ancla,puerto,錨,港,مرساة,ميناء"),
    _row("atom", "tools:atom", 1.0, "center", "science", "atom,science,physics,nuclear,laboratory,atome,wissenschaft,physik,ciencia,átomo,原子,科学,ذرة,علوم"),
    _row("camera", "tools:camera", 1.4, "center", "art", "camera,photo,photography,photographer,kamera,foto,fotografie,appareil photo,photographie,cámara,fotografía,カメラ,写真,كاميرا,تصوير"),
    _row("theatre masks", "tools:theatre_masks", 1.1, "center", "stage", "theatre,theater,drama,mask,masquerade,tragedy,opera,play,maske,schauspiel,oper,théâtre,masque,opéra,teatro,máscara,ópera,演劇,仮面,劇場,مسرح,قناع"),
    _row("film", "tools:film", 1.1, "center", "stage", "film,movie,cinema,film festival,screening,kino,cinéma,cine,película,映画,シネマ,فيلم,سينما"),
    _row("candle", "tools:candle", 0.6, "ground", "light night", "candle,candlelight,vigil,advent,kerze,kerzen,bougie,vela,蝋燭,キャンドル,شمعة,شموع"),
    _row("gift", "tools:gift", 0.9, "ground", "party", "gift,present,christmas,geschenk,geschenke,weihnachten,cadeau,noël,regalo,navidad,贈り物,プレゼント,クリスマス,هدية"),
    _row("palette", "tools:palette", 1.1, "center", "art", "palette,painting,painter,art class,exhibition,gallery,malerei,maler,ausstellung,galerie,peinture,peintre,exposition,pintura,exposición,絵画,美術,展覧会,لوحة,رسم,معرض"),
    _row("hourglass", "tools:hourglass", 0.6, "ground", "time", "hourglass,sand clock,sanduhr,sablier,reloj de arena,砂時計,ساعة رملية"),
    _row("globe", "tools:globe", 0.8, "ground", "travel science", "globe,world,earth,geography,globus,welt,erde,monde,terre,mundo,tierra,地球,世界,الكرة الأرضية,عالم"),
)

MOTIFS: dict[str, Motif] = {row.name: row for row in _ROWS}


def drawing_function(name: str) -> Callable[..., Drawing]:
    """The function behind a motif. Raises KeyError when there is no such motif."""
    module, function = MOTIFS[name].draw.split(":")
    found: Callable[..., Drawing] = getattr(importlib.import_module(f"posta.background.motifs.{module}"), function)
    return found


def draw(name: str, rng: np.random.Generator, **parameters: Any) -> Drawing:
    """One drawing of a motif. Raises KeyError when there is no such motif."""
    return drawing_function(name)(rng, **parameters)
