"""Words whose full stop does not end a sentence, and words that open one all the same; as data, in seven languages."""

from positions.extraction.vocabulary import words_of

# Before a name or a number; never the last word of a sentence.
BEFORE_NAME = words_of(
    "mr mrs ms messrs dr prof gen col lt sgt cpl pvt capt maj adm brig cmdr sen rep gov rev hon amb dep min atty asst "
    "supt insp mt ft fr hr frl m mm mme mlle mgr sra srta dra d dña ud ee ул акад проф гос"
)
# Before a figure, and elsewhere a word like any other: "No. 5", but "She said no."
BEFORE_FIGURE = words_of("no nos art arts fig figs vol ch sec para paras p pp nr núm pág abs al ст п д стр рис см ca v")
# At the end of a sentence, too, when a word follows that opens one.
ABBREVIATIONS = words_of(
    "st jr sr vs etc inc ltd co corp bros dept univ est approx ret al ed eds cf viz ave blvd "
    "jan feb mar apr jun jul aug sept sep oct nov dec u.s u.n u.k e.u d.c a.m p.m i.e e.g "
    "env bzw ca usw evtl ggf inkl sog mio mrd tel uu sres гг г р рр м млн млрд тыс тис руб грн коп обл др пр им "
    "ala ariz ark calif colo conn del fla ga kan md mich minn mont neb nev okla pa tenn tex vt va wis wyo"
)
# What opens a sentence after an abbreviation or initial: names and titles hardly ever begin so …
OPENERS = words_of(
    "the he she it they we you this that these those there but however in on at after before when while if as for "
    "according his her its their our no not nobody both all some many yet so then "
    "il elle ils elles un une nous vous on mais dans selon ce cette ces ses son ne pour cependant "
    "er sie wir ein eine aber nach doch im dies diese niemand "
    "él ella ellos un una pero según este esta en no "
    "он она оно они мы вы это эти этот эта но а в на по как при из с для однако также всё все его её их "
    "він вона воно вони ми ви це ці цей ця але у за для однак також усе всі його її їх"
)
# … and these do so only where no initial stands before: "J. Le Gall" is a name.
ARTICLES = words_of("le la les l el los las der die das")
# The months, whose ordinal figure keeps its stop: "am 3. Oktober".
MONTHS = words_of(
    "januar februar märz april mai juni juli august september oktober november dezember jänner "
    "january february march may june july october december"
)
# German words before an ordinal: "der 2. Vertrag".
BEFORE_ORDINAL = words_of("der die das den dem des am im vom zum zur ein eine einen einem einer")
