"""Words of chats in English and Spanish, slang among them, that tell which of the two a few words are in."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ENGLISH_WORDS = _words("""
    a about absolutely ace adorable afaik after again aged ago agree agreed ahem ain't aint all almost
    already also always am amazing and angry annoying another answer answers any anyone anything anyway
    apple apples april are aren't around art article as asap asked asking at august aunt autumn away
    awesome awful aww awww back bad bananas banger based bc beach beautiful because becuz been beer
    before behind being believe best bet better between big bit black bleak bless blimey bloody blue
    boat boiling bollocks bored boring both boy brb bread breakfast bridge brill brilliant bro broken
    brother brown bruh brutal bruv btw bump but buy by bye call called came can can't cant cap care
    careful cares chaos cheap check cheers cheese chicken chuffed city class clever clickbait clown cmon
    coffee come comes coming complete completely condolences confirmed congrats congratulations congratz
    cool correct corrected corrupt could coulda couldn't couldnt council course court cousin coz crap
    crazy creepy cringe cruel cry crying cute cuz cya dad daddy damn dang darn date day days dead
    deadass deal dear december delete delicious depend depends deserved did didn't didnt die dinner
    disagree disgrace disgraceful disgusting do does doesn't doesnt dog doing don't done dont dope down
    dr drink drinking drive driving drop dude dudes dumb dunno each early easily easy eat eating eh
    either election elections else embarrassing end english enjoy enough epic even ever every everyone
    everyone's everything evil ew eww exactly excellent excited excuse explain extra ez face facts fair
    fake false family fan fantastic far fast february feel feels few finally find fine finna fire first
    fish fix fixed fly flying follow following food fool for forest forever forget found fr free
    freezing friday friend friends from fuck fucking full fun funny future fyi game garbage gave geez
    get gets getting gg gimme girl give gives glad go goat god goes going gone gonna good goodbye
    goodness gorgeous gosh got gotta government gracious grandma grandpa grateful grats gray great greed
    greedy green grey grim gross guess gutted guy guys had half hallelujah hang happen happened happens
    happy hard hardly has hasn't hate have haven't he heavens heck hell hella hello help helpful her
    here hero hes hey hi high hilarious him his history hold home honest honestly hooray hope hopefully
    hopeless horrible horrid horrifying hot house how however hug huge hugs hungry hurray hurry hurts i
    i'd i'll i'm i've icymi idea idiot idiots idk if ikr ily im imagine imho imo impressive in
    incredible indeed innit insane inside interested interesting into irl is island isn't isnt it it's
    its ive jail january jeez job joke jokes judge july june just keep kid kids kill kind kinda king
    knew know known knows lad lame last late later laugh law laws lawyer learn least leave left legend
    legends legit lemme less let let's lets liar liars library lie lies life like liked likely link
    listen lit literally little live lives lmao lol lolz lonely long look looking looks lose lost lot
    lots lotta loud love loved lovely luck lucky lunch luv lying mad made make makes making man many
    march market mate matter matters may maybe mayor me mean means meanwhile meh men mess mid might milk
    mine minister mint miss missed mistake mistakes mommy monday money month more morning most mostly
    mother mountain move much mum mum's museum must my myself nah name nasty nearly neat need needed
    needs neither nervous never new news next ngl nice night nite nobody none nonsense noob noone nope
    not nothing nothing's november now np nuts obviously october of off often oh old omfg omg on once
    one only oof oops open opinion or orange other ouch our out outrage outraged outrageous outta over
    overrated own page paid park part past pathetic pay paywall paywalled people perfect person phew pic
    pics place plane play please pls plz point pointless police politician politicians poor power pray
    prayer prayers praying pretty prison probably problem proof props proud purple put queen queens
    question quick quickly quiet quite rainy random rarely rather read reading ready real really reason
    rekt remember respect rest rich ride ridiculous riding right risky river rly rn road rofl rubbish
    rude rules run sad safe said same saturday savage save saw say saying says scam scared scary school
    screenshot screenshots second seconded see seems seen send september serious seriously shambles
    shame shameful she sheesh shes ship shit shocked shocking shop shops short should shoulda shouldn't
    shouldnt show shut sick sigh silly since sir sister slay sleep sleeping sleepy slow slowly small
    smart smh snow so some someone someone's something sometimes soon sorry sort sorta sounds source
    sources speak spoiler spot spring stay still stop store story strange street stuff stunning stupid
    such sucks summer sunday sunny super sure surely sus swear swim swimming take taken takes talk
    talking tax taxes tea team tell terrible than thank thankful thanks thankyou thanx that that's thats
    the their them then there there's these they they're theyre thing things think thirsty this tho
    those though thought thoughts three thru thursday thx tight till time times tired title tl tldr tmrw
    to today together told tomorrow tonight tonight's too top total totally town train trash tried true
    truly trust truth try trying tryna tuesday turn tweet twice two ty typical typo tysm u ugh ugly
    unbelievable uncle underrated understand unfortunately unless unreal until up update updated updates
    upset ur us use used useful useless usual usually very vibes video vote voted voters voting wait
    waiting wake walk walking wanna want wanted wants war was wasn't wasnt waste watch watching way we
    we'll we're weak weather wednesday week weird welcome well went were weren't what what's whatever
    whats when where where's which while white who who's whoa whole wholesome whoops whose why wife wild
    will win windy wine wins winter wise wish with without woah woke woman women won won't wonder
    wonderful wont woohoo wooow word words work worked working works world worried worse worst worth
    worthless would woulda wouldn't wouldnt wow wp write wrong wtf ya yall yawn yay yea yeah year years
    yeet yellow yep yes yesterday yet yikes yippee yo you you'll you're young your youre yours yourself
    yuck yup yw
""")
SPANISH_WORDS = _words("""
    a abajo abogado abracito abrazo abrazos abrazote abril abuela abuelo aburre aburrida aburrido acaba
    acabo acuerdo adelante además adios adiós agosto agua ah ahi ahora ahorita ahí aja ajá aki al
    alcalde alcaldesa alegra alegro algo alguien alguna alguno algún alla alli allá allí almuerzo altiro
    alto amarillo amiga amigo amigos amor amén anda andale andá animo anoche antes apenas apoyo aqui
    aquí arrecho arreglado arriba artículo asco asi asquerosa asqueroso asquerosos asustado así aunque
    autobús avión ay ayer ayuda ayuntamiento azul año años aún bacana bacano bacán bah bajo bakan barato
    barco bardo basta bastante basura beber berraco besitos beso besos bestial biblioteca bien
    bienvenido bienvenidos blanca blanco bno bochornoso boludo bondi bonita bonitas bonito bonitos
    bosque broma bromas bueh buen buena buenas buenisima buenisimo bueno buenos buenísima buenísimo bulo
    cabron cabrón cachai cada café calla callate calle calor caminando caminar camino camión cansada
    cansado caos capullo cara carajo caramba caray carcel carisimo carnal caro carretera carísimo casa
    casi caso cena cerca cerveza chafa chale chama chamaca chamaco chamba chamo chaval chavales che
    chela chevere chida chido chimba chinga chingada chingon chingón chiste chistes chucha chévere cielo
    cierto claramente claro clásico coincido cojones cole colega colegas comentario comer comida
    comiendo como compa comparte completamente con conducir conmigo conozco correcta correcto correr
    corrupto corruptos cosa cosas coño crack cree creen creer crees creo crudo cual cualquier cualquiera
    cuando cuanta cuanto cuates cuenta cuidadito cuidado cuidate culpa cumple cumpleaños currar curro
    cuál cuándo cuánta cuánto cuídate cuñado cállate cállense cárcel cómo córcholis da dah dale daleee
    dame dan dar de debe deben deberían decir deja dejen del demasiado demás dep depende desayuno desde
    desgarrador desgracia despues después dia diantres dias dice dicen dices dicho diciembre diga digo
    dije dijo dime dinero dios divina divino domingo donde dormir dos duda dudo duele dulce durmiendo
    duro día días dónde e echo el elecciones ella ellas ellos en encanta encantó enero enfadada enfadado
    enhorabuena enlace enojada enojado enserio entero entiendo entonces entonses entre envejecido epa
    equivocado era eran eres error es esa esas escuincle ese eso esos espantoso espectacular espera
    esperando esperemos espero esposa esta estamos estan estas este esto estos estoy estupenda estupendo
    estuvo está están estás exactamente exacto excelente explica fabuloso facha fachas falsa falso falta
    fatal febrero felices felicidades felicitaciones feliz feo feísima feísimo fin final finalmente
    finde flipa flipando flipante flipo fome fotos fresa fue fuera fueron fuerte fuerza fui funciona
    funcionan gacho gana ganas genial gente gilipollas gobierno gracias gran grande grandes gratis grave
    grax gris guapa guapisima guapo guapos guapísima guapísimo guay guey guita gusta gustó güero güey ha
    haber habla hablan hablar había hace hacen hacer haces hacia hago hala hambre han harto hasta hay
    haya he hecho hermana hermano hermosa hermoso hijita hijito hijo hijole hijos hizo hola hombre hora
    horas horrible horror horroroso hostia hoy hubo huevon huevón humo huy híjole idea idiota idiotas
    igual igualmente imbécil impresentable impresionante impuestos increible increíble indignante
    infierno infravalorado interesante inútil inútiles ir isla jaja jajaja jamas jamás jeje jejeje
    jijiji joder jodido jodidos jojojo joven jsjs jueves juez jugando jugar julio junio juntos justicia
    justo k kiero la laburar laburo ladrones ladrón lamentable largo larguísimo las lastima le lee leer
    lejos lentamente les ley leyendo leyes leí libre linda lindo lindísimo listo literalmente llega
    llegar llegó llorar lo loca loco locos locura los luego lugar lunes lástima lío madre maja majo mal
    mala malisimo malo malos malísima malísimo mame mames mami mamá manches manejar manera mano manzana
    maravilla maravillosa maravilloso marica marido martes marzo mas mayo mañana me media medio mejor
    mejórate menos mentira mentiras mentiroso menuda menudo mercado merecido mes mexico mi miedo
    mientras miercoles mierda mil mina ministra ministro mira miren mirá mis misma mismo mitad miércoles
    mola molaba molan momento montaña morado morra morro mucha muchas muchisimo mucho muchos muchísimas
    muchísimo muere muerto mujer mundo museo muxa muxo muy más mío naco nada nadar nadie naranja ne
    necesito negra negro nel nervioso neta ni ninguna ninguno ningún niño niños noche nomas nomás nop
    nos nosotros noticia noticias novedad novia noviembre novio ntp nuestra nuestro nueva nuevo nunca o
    obviamente obvio octubre ojala ojalá ojo ole olvida olé opa opino orale orgullo orgullosa orgulloso
    otra otras otro otros pa paciencia padre padrísimo pais pal palabra pan pana panas pandilla papi
    para parce parcero parece parecen parte pará pasa pasada pasen paso pasó patética patético paz país
    pedo peli pelotudo pendejo pendejos peor peores pequeño perdon perdón perfecto periódico pero perro
    persona personas pesada pesado pescado pez pibe pibes piensa pienso pinche pinches playa po pobre
    pobrecito pobrecitos pobres poca poco pocos podemos poder poderoso podés pollo política políticos
    pon pone poner por porfa porfavor porq porque porqué pos posta pq precio preciosa preciosidad
    precioso pregunta pregunto preguntó preocupada preocupado prima primera primero primo pringado profe
    prueba pruebas próxima próximo puaj pucha puchas puchica pudo pueblo puede pueden puedo puente pues
    puf puta puto pésima pésimo q qep qepd que quedó querido querés queso quien quienes quiere quieren
    quiero quilombo quisiera quita quizá quizás quién qué raro rato razón real realidad recuerdo
    recórcholis reglas repugnante respeto respuesta resumen rico riquisimo riquísima riquísimo risa
    robar robo roja rojo roto rápidamente rápido río sabado sabe saben saber sabes sabés sale salió
    salu2 salud saludos se sea secundo sed seguro según septiembre ser seria serio servicio será sería
    si siempre siento sigan sigo sigue siguen siguiente sin sino sinvergüenza sinvergüenzas sip sobra
    sobre sobrevalorado sobrino sois sol sola solo solos somos son sos soy su suegra suena suerte sueño
    sufre supuesto sus susto sábado sí sólo tal tambien también tampoco tan tanta tanto tarde tb te tema
    temas ten tenemos tener tengo tenéis tenés tenía terrible ti tiempo tienda tiendas tiene tienen
    tienes tio tipo titular tmb toca tocaba toda todas todavia todavía todo todos toma tomar tome tonces
    tonta tontas tonterias tonterías tonto tontos tqm trabajo tranquilo tras tremenda tremendo tren tres
    triste tristeza tronco tu tus té tía tío tíos tú uf ufa uff ufff ultima ultimo un una unas uno unos
    usted ustedes uy va vaina vainas vale vamos van varias vato vaya veces vecinos ven venga venganza
    vení veo ver verdad verdades verde verga verguenza vergüenza vez vi viaje vida vieja viejo viene
    viernes vino visto viva vive vivimos volver vos vosotros votar voto voy vuelta vuelve weon wey weón
    xfa xfavor xq y ya yo zas ándale ánimo él órale última último útil
""")
COMMON_TO_BOTH = _words("""
    a actor amen animal app as bar blog bot bots bravo brutal bus capital chat club color come control
    crisis dame director doctor error familiar fan fans fatal ferry fin final gas general ha has he hey
    horrible horror hospital hotel idea ideal legal literal local mas mayor me meme memes mental metro
    mine moral musical natural no normal once original pan particular pasta personal pies pizza plan
    popular pro radical radio real red regular rico sale similar sin social son spam super sus taco taxi
    ten terrible terror total troll van video virus web wifi
""")
"""Words that are written alike in both languages and mean something in each; alone they tell nothing."""
