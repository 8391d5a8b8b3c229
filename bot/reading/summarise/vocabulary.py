"""Words the summariser treats in a way of their own, in English and in Spanish.

All are lower case; the stop words are also folded (no accents), as the terms they are compared with.
"""

from __future__ import annotations

from bot.domain.language import Language


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP_WORDS = {
    Language.EN: _words("""
        a about above after again against all almost also although always am among an and another any
        anyone anything are aren around as at away back be became because become been before behind being
        below between both but by came can cannot come could couldn did didn do does doesn doing don done
        down during each either else enough even ever every everyone everything far few for from further
        get gets getting go goes going gone got had hadn has hasn have haven having he her here hers
        herself him himself his how however i if in into is isn it its itself just keep kept knew know
        known last later least less let like ll made make makes making many may maybe me might mine more
        most mr mrs ms much must my myself near need needs neither never next no nobody none nor not
        nothing now of off often on once one ones only onto or other others our ours ourselves out over
        own per perhaps put quite rather re really s said same saw say saying says see seem seemed seems
        seen several shall she should shouldn since so some someone something sometimes soon still such t
        take taken takes tell tells than that the their theirs them themselves then there these they thing
        things think this those though through thus till to today together told too took toward towards
        under until up upon us used using ve very want wants was wasn way we well went were weren what
        whatever when where whether which while who whole whom whose why will with within without won
        would wouldn year years yes yet you your yours yourself
    """),
    Language.ES: _words("""
        a acerca ademas adonde ahi ahora al algo algun alguien alguna algunas alguno algunos alla alli
        ambas ambos ante anterior antes apenas aquel aquella aquellas aquello aquellos aqui asi asimismo
        aun aunque ayer bajo bastante bien cabe cada casi cierta cierto como con conmigo consigo contigo
        contra cual cuales cualquier cuando cuanta cuantas cuanto cuantos da dado dan dar de debe deben
        debido decir dejo del demas demasiado dentro desde despues detras dia dias dice dicen dicha dicho
        dijeron dijo donde durante e el ella ellas ello ellos embargo en encima entonces entre era eramos
        eran eras eres es esa esas ese eso esos esta estaba estaban estado estamos estan estar estara
        estas este esto estos estoy estuvo etc existe explico fin fue fuera fueron fui gran ha haber habia
        habian habra hace hacen hacer hacia hacia hago han hasta hay haya he hecho hemos hizo hoy hubo
        igual incluso ir jamas junto la lado las le les lo los luego mas mayor me mediante mejor menos mi
        mia mias mientras mio mios mis misma mismas mismo mismos modo momento mucha muchas mucho muchos
        muy nada nadie ni ningun ninguna ninguno no nos nosotras nosotros nuestra nuestras nuestro
        nuestros nunca o os otra otras otro otros para parecer parte pero poca pocas poco pocos podemos
        podria podrian poner por porque pronto propia propio puede pueden pues puso que quien quienes
        quiza quizas se sea sean segun senalo ser sera seran seria si sido siempre siendo sin sino sobre
        sola solamente solo son soy su suele sus suya suyo tal tales tambien tampoco tan tanta tantas
        tanto tantos te tendra tener tenga tenia tiene tienen toda todas todavia todo todos tras traves tu
        tus tuve tuvo u un una unas uno unos usted ustedes va vamos van varias varios veces ver vez y ya
        yo
    """),
}

FIRST_PERSON = {
    Language.EN: _words("i me my mine myself we us our ours ourselves you your yours yourself"),
    Language.ES: _words(
        "yo me mi mis conmigo nos nosotros nosotras nuestra nuestras nuestro nuestros te tu tus"
    ),
}
"""Words of those who speak and are spoken to: of quotes and opinion more than of news. Folded."""

DANGLING = {
    Language.EN: _words("""
        he she they it him her his hers their theirs them this these those that such however but and or so
        yet moreover furthermore therefore thus hence meanwhile instead otherwise nevertheless nonetheless
        also besides then afterwards likewise similarly consequently accordingly still conversely
        additionally another other others both neither here there
    """),
    Language.ES: _words("""
        él ella ellos ellas ello esto eso aquello este esta estos estas ese esa esos esas aquel aquella su
        sus además asimismo también tampoco pero sino y e o u entonces luego así ahí allí allá mientras
        finalmente posteriormente igualmente consecuentemente aunque otro otra otros otras ambos ambas tal
        tales dicho dicha dichos dichas
        agregó añadió afirmó aseguró apuntó comentó concluyó declaró destacó detalló dijo expresó explicó
        indicó insistió manifestó mencionó precisó recalcó recordó reiteró señaló sostuvo subrayó
        agregaron añadieron afirmaron aseguraron dijeron explicaron indicaron señalaron
    """),
}
"""First words that point back at the sentence before; a Spanish verb of speech leaves out who speaks."""

SAID = {
    Language.EN: "said|says|added|adds|told|explained|recalled|insisted|continued|asked|noted|wrote",
    Language.ES: (
        "dijo|dice|agreg[oó]|añad(?:ió|e)|afirm[oó]|asegur[oó]|apunt[oó]|coment[oó]|concluy[oó]|declar[oó]"
        "|destac[oó]|detall[oó]|expres[oó]|explic[oó]|indic[oó]|insisti[oó]|manifest[oó]|precis[oó]|recalc[oó]|record[oó]"
        "|reiter[oó]|señal[oó]|sostuvo|subray[oó]|pregunt[oó]|relat[oó]|cont[oó]"
    ),
}
"""Verbs of speech that follow a quote, as patterns."""

DANGLING_PHRASES = {
    Language.EN: (
        "in addition", "as a result", "at the same time", "in contrast", "on the other hand", "in turn",
        "for example", "for instance", "after that", "since then", "until then", "by then", "because of this",
        "despite this", "in this case", "in that case", "of course", "in other words", "that is why",
        "the latter", "the former", "the same", "according to him", "according to her", "according to them",
        "what's more", "even so", "at that point",
    ),
    Language.ES: (
        "sin embargo", "no obstante", "por lo tanto", "por tanto", "por ello", "por eso", "por esto",
        "a pesar de ello", "a pesar de esto", "en cambio", "por el contrario", "en consecuencia", "de hecho",
        "por otra parte", "por otro lado", "por su parte", "por su lado", "a su vez", "en ese momento",
        "en este sentido", "en ese sentido", "de esta manera", "de esta forma", "de este modo",
        "de igual manera", "de igual forma", "del mismo modo", "al respecto", "lo anterior", "lo mismo",
        "tras ello", "con ello", "con esto", "con eso", "es por eso", "es por ello", "al mismo tiempo",
        "en ese caso", "en este caso",
        "es decir", "o sea", "por ejemplo", "desde entonces", "hasta entonces", "ante esto", "ante ello",
        "debido a ello", "debido a esto", "cabe mencionar", "cabe destacar", "cabe señalar", "cabe recordar",
    ),
}  # fmt: skip
"""Openings that point back at the sentence before, or at what is left out."""
