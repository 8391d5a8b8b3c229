"""Words of chats in English and Spanish, slang among them, that tell which of the two a few words are in."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ENGLISH_WORDS = _words("""
    a about absolutely afaik after again aged ago agree agreed all almost already also always am amazing
    and annoying another answer answers any anyone anything anyway are aren't around art article as asap
    asked asking at away awesome awful aww awww back bad based beautiful because been before behind
    being believe best bet better between big bit bless bloody bollocks boring both boy brb brilliant
    bro broken bruh brutal bs btw bump but buy by bye call called came can can't care cares cheap check
    cheers chuffed class clever clickbait clown cmon come comes coming complete completely confirmed
    congrats congratulations cool correct could couldn't course crap crazy cringe cry crying cute cya
    dad damn date day days dead deal dear delete deserved did didn't die disagree disgusting do does
    doesn't dog doing don't done dont down drop dude dumb dunno each early easy eh either else
    embarrassing end english enjoy enough even ever every everyone everything exactly excellent excuse
    explain extra ez face facts fair fake false family fan fantastic far fast feel feels few finally
    find fine fire first fix follow following food fool for forever forget found fr free friend friends
    from fuck fucking full fun funny future fyi game garbage gave get gets getting gg girl give gives
    glad go goat god goes going gone gonna good goodbye got gotta great greed gross guess gutted guy
    guys had half hang happen happened happens happy hard has hasn't hate have haven't he hell hello
    help her here hero hey hi high hilarious him his history hold home honest honestly hope hopefully
    horrible horrifying hot house how however huge hurry hurts i i'd i'll i'm i've icymi idea idiot
    idiots idk if ikr im imagine imho imo impressive in incredible indeed innit insane inside interested
    interesting into irl is isn't it it's its job joke jokes just keep kid kids kill kind king knew know
    known knows lad lame last late later laugh law learn least leave left legend less let let's lets
    liar liars lie lies life like liked likely link listen literally little live lives lmao lol lonely
    long look looking looks lose lost lot lots loud love loved lovely luck lucky lying mad made make
    makes making man many mate matter matters may maybe me mean means meanwhile meh men mess might milk
    mine miss missed money month more morning most mother move much mum must my myself nah name nasty
    need needed needs neither never new news next ngl nice night nobody none nonsense noob noone nope
    not nothing now nuts obviously of off oh old on once one only oof open opinion or other our out
    outrageous over overrated own page paid part past pathetic pay paywall paywalled people perfect
    person pic pics place play please pls plz point police poor power pray praying pretty probably
    problem proof props proud put question quick quiet quite random rather read reading ready real
    really reason remember respect rest rich ridiculous right risky rly rn rofl rubbish rude run sad
    safe said same save saw say saying says scam scary school screenshot screenshots second seconded see
    seems seen send serious seriously shame shameful she sheesh shit shocked shocking short should
    shouldn't show shut sick sigh silly since sir slow small smart smh so some someone something soon
    sorry sort sounds source sources speak spoiler spot stay still stop story strange stuff stunning
    stupid such sucks super sure surely sus swear take taken takes talk talking tax taxes team tell
    terrible than thank thanks that that's thats the their them then there there's these they they're
    thing things think this tho those though thought thoughts three thru thx tight till time times tired
    title tldr to today together told tomorrow tonight too top total totally trash tried true truly
    trust truth try trying turn tweet twice two typical typo u ugh ugly unbelievable underrated
    understand unfortunately unless until up update upset ur us use used useless usual very video vote
    wait waiting wake wanna want wanted wants war was wasn't waste watch watching way we we'll we're
    weak weather week weird welcome well went were weren't what what's whatever whats when where where's
    which while who who's whoa whole whose why wife wild will win wine wins wise wish with without woah
    woke woman women won won't wonder wonderful word words work works world worse worst worth would
    wouldn't wow wp write wrong wtf ya yall yawn yay yea yeah year years yep yes yesterday yet yikes yo
    you you'll you're young your yours yourself yuck yup
""")
SPANISH_WORDS = _words("""
    a abajo abrazo abrazos aburre aburrido acaba acabo acuerdo adelante además adios adiós agua ah ahi
    ahora ahorita ahí aja ajá al alegra alegro algo alguien alguna alguno algún alla alli allá allí alto
    amen amiga amigo amigos amor amén anda andale animo anoche antes apoyo aqui aquí arriba artículo
    asco asi asqueroso asquerosos así aunque ay ayer ayuda año años aún bacano bah bajo barato basta
    bastante basura bien bienvenido bienvenidos bno boludo bravo broma bromas bueh buen buena buenas
    buenisimo bueno buenos buenísimo bulo cabron cabrón cada calla callate calle calor camino cansado
    cara carajo caray carcel caro casa casi caso cerca chale chamba chaval chavales che chevere chida
    chido chinga chingon chingón chiste chistes chévere cielo cierto claramente claro clásico coincido
    cojones cole comentario comida como compa comparte completamente con conmigo conozco correcto
    corrupto corruptos cosa cosas coño crack cree creen creer crees creo crudo cual cualquier cualquiera
    cuando cuanta cuanto cuates cuenta cuidado cuidate culpa cumple cumpleaños currar curro cuál cuándo
    cuánta cuánto cuídate cállate cállense cárcel cómo da dah dale daleee dame dan dar de debe deben
    deberían decir deja dejen del demasiado demás dep desde desgarrador desgracia despues después dia
    dias dice dicen dices dicho diga digo dije dijo dime dinero dios donde dos duda dudo duele duro día
    días dónde e echo el ella ellas ellos en encanta encantó enhorabuena enlace enserio entero entiendo
    entonces entre envejecido era eran eres error es esa esas ese eso esos espera esperando esperemos
    espero esta estamos estan estas este esto estos estoy estuvo está están estás exactamente exacto
    excelente explica facha fachas falsa falso falta fatal felices felicidades felicitaciones feliz feo
    fin final finalmente finde flipa flipante flipo fotos fue fuera fueron fuerte fuerza fui gana ganas
    genial gente gracias gran grande grandes gratis grave grax guapa guapo guay guey gusta gustó güero
    güey ha haber habla hablan hablar había hace hacen hacer haces hacia hago hala han harto hasta hay
    haya he hecho hermana hermano hermosa hermoso hijo hijole hijos hizo hola hombre hora horas horrible
    horror hostia hoy hubo huevon huevón humo híjole idea idiota idiotas igual igualmente imbécil
    impresentable impresionante impuestos increible increíble infierno infravalorado interesante inútil
    ir jaja jajaja jamas jamás jeje jejeje jijiji joder jodido jodidos jojojo joven jsjs juntos justicia
    justo k la laburo ladrones ladrón largo las lastima le lee leer lejos les ley leyendo leí libre
    linda lindo listo literalmente llega llegar llegó llorar lo loca loco locos locura los luego lugar
    lástima lío madre mal mala malo malos mame mames mamá manches manera mano maravilla maravilloso mas
    mayor mañana me media medio mejor mejórate menos mentira mentiras mentiroso menuda menudo merecido
    mes mexico mi miedo mientras mierda mil mina mira miren mirá mis misma mismo mitad mola molan
    momento mucha muchas muchisimo mucho muchos muchísimas muchísimo muere muerto mujer mundo muy más
    mío nada nadie ne necesito nel neta ni ninguna ninguno ningún niño niños noche nomas nomás nos
    nosotros noticia noticias novedad ntp nuestra nuestro nueva nuevo nunca o obviamente obvio ojala
    ojalá ojo olvida opino orale orgullo otra otras otro otros paciencia padre padrísimo pais palabra
    pandilla para parce parcero parece parecen parte pará pasa pasada pasen paso pasó paz país pedo peli
    pelotudo pendejo pendejos peor peores pequeño perdon perdón perfecto periódico pero perro persona
    personas pez pibe pibes piensa pienso pinche pobre pobrecito pobrecitos pobres poca poco pocos
    podemos poder poderoso política políticos pon pone poner por porfa porfavor porq porque porqué pos
    posta pq precio preciosa precioso pregunta pregunto preguntó primera primero primo profe prueba
    pruebas próxima próximo puaj pudo pueblo puede pueden puedo pues puf puta puto pésima pésimo q qep
    que quedó querido quien quienes quiere quieren quiero quilombo quisiera quita quizá quizás quién qué
    raro rato razón real realidad recuerdo respeto respuesta resumen rico risa robar robo roto rápido
    sabe saben saber sabes sale salió salud saludos se sea secundo seguro según ser seria serio servicio
    será sería si siempre siento sigan sigo sigue siguen siguiente sin sino sinvergüenza sinvergüenzas
    sip sobra sobre sobrevalorado sois sol sola solo solos somos son soy su suena suerte sueño sufre
    supuesto sus susto sí sólo tal tambien también tampoco tan tanta tanto tarde tb te tema temas ten
    tenemos tener tengo tenéis tenía terrible ti tiempo tiene tienen tienes tio tipo titular tmb toca
    toda todas todavia todavía todo todos toma tome tonterias tonterías tonto tontos tqm trabajo
    tranquilo tras tres triste tristeza tronco tu tus tía tío tú uf uff ufff ultima ultimo un una unas
    uno unos usted ustedes va vale vamos van varias vato vaya veces vecinos ven venga venganza veo ver
    verdad verdades verga verguenza vergüenza vez vi viaje vida vieja viejo viene viernes vino visto
    viva vive vivimos volver vos vosotros votar voto voy vuelta vuelve wey xq y ya yo zas ándale ánimo
    él órale última último
""")
COMMON_TO_BOTH = _words("""
    horrible terrible literal idea ideal normal brutal radical error
    a animal as come dame fatal fin final general ha has he hey idea mas me mine no once pan particular
    pies pro real red rico sale sin social son super taco ten total van video
""")
"""Words that are written alike in both languages and mean something in each; alone they tell nothing."""
