"""Sets of words that the reader knows, as data; the verbs of reporting have their own tables in cues.py."""


def words_of(text: str) -> frozenset[str]:
    """Return the words of text as a set."""
    return frozenset(text.split())


# Marks.
DASHES = words_of("- – — ― -- ---")
DELIMITERS = DASHES | words_of(", ; :")
SENTENCE_ENDS = words_of(". ! ? …")

# Short words.
PRONOUNS = words_of("he she they it we i you who those others some many both one everyone someone")
FIRST_PERSON = words_of("i we you let's i'm we're i'd")
HE = words_of("he she him her")
UNNAMED = words_of("it they we i you who which those others some many both one another")
DETERMINERS = words_of("the a an our their his her its this that another some")
OBJECT_PRONOUNS = words_of("him her them us me you it")
# Openings after which a sentence only begins: "However, Salma said …".
OPENINGS = words_of("however but and also meanwhile moreover still yet then thus so instead indeed finally")
PREPOSITIONS = words_of(
    "in on at after before during while when as if although though since because despite amid with without from by "
    "until following under through throughout over against between via for to into about upon along asked speaking "
    "citing once unlike like within whereas unless given according"
)
TIMES = words_of(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight earlier later last this "
    "recently then late early january february march april may june july august september october november december "
    "afterwards afterward again here there publicly separately repeatedly"
)
# A source never runs over one of these to the left …
STOPS = words_of(
    "that which because if when while after before as but or since although though than so where whether is was are "
    "were be been has have had will would could should may might must do did does can cannot not nor yet until unless "
    "whose whom what how why there's it's he's she's they're we're i'm isn't wasn't aren't"
)
# … nor over one of these to the right.
RIGHT_STOPS = STOPS | words_of(
    "in on at during to by told who said says adding through after via referring with from about against over into "
    "amid when saying following speaking it he she they earlier later"
)
# The words that may stand between a source and its verb and belong to the verb.
AUXILIARIES = words_of("has have had will would is are was were been be also")
ADVERBS = words_of(
    "also then later now again still even already once often repeatedly recently previously earlier just simply "
    "himself herself themselves itself first finally further instead never ever always reportedly separately famously "
    "only both"
)
NEGATIONS = words_of("not never nor neither didn't doesn't don't hasn't haven't won't wouldn't")
PASSIVE = words_of("is are was were be been being")
# The subjunctions that open a reported clause.
THAT = words_of("that whether how why if what")

# Who can speak without a name.
PEOPLE = words_of(
    "minister ministry president premier chancellor secretary spokesman spokeswoman spokesperson spokespeople envoy "
    "diplomat diplomats ambassador official officials officer officers government governor senator senators lawmaker "
    "lawmakers congressman politician politicians leader leaders chief commander general adviser advisers advisor "
    "advisors aide aides analyst analysts expert experts critic critics opponent opponents supporter supporters voter "
    "voters reporter reporters source sources witness witnesses resident residents researcher researchers author "
    "authors campaign campaigns committee commission council delegation delegations negotiator negotiators mediator "
    "mediators opposition rebels militants activists group groups organisation organization agency agencies party "
    "parties nominee candidate candidates poll polls survey surveys study studies report reports statement document "
    "documents estimates data figures newspaper editorial letter resolution draft declaration communiqué memo email "
    "emails court judge lawyer lawyers attorney attorneys police prosecutors investigators company companies "
    "economists strategist strategists man woman men women people person americans colleagues partners side sides "
    "team members member director chairman chairwoman head mayor king queen prince pope professor journalist writer "
    "columnist anchor host democrats republicans world nations countries country coalition alliance army military "
    "kremlin capital bloc union league monitors observers authorities"
)
# Nouns that hold what somebody said when a that-clause or a quotation follows.
REPORT_NOUNS = words_of(
    "talk talks claim claims statement statements allegation allegations accusation accusations rumour rumours "
    "assertion argument suggestion view opinion belief hope fear warning promise pledge demand"
)

# Words of a title; a name begins after the last of them.
TITLES = words_of(
    "minister president premier prime chancellor foreign secretary general special envoy ambassador spokesman "
    "spokeswoman spokesperson deputy vice senator sen rep representative congressman congresswoman gov governor mayor "
    "chief director chairman chairwoman chair commissioner commander king queen prince princess sheikh sir lady lord "
    "dr prof professor mr mrs ms miss judge justice attorney state defence defense interior finance permanent high "
    "speaker leader head mediator negotiator adviser advisor officer diplomat lt col gen adm capt sgt maj pope "
    "archbishop bishop ayatollah imam under republican democratic democrat gop former acting assistant senior junior "
    "nominee candidate pollster author host anchor father mother national security spokesmen envoys"
)
# "the minister" and the like stand for a speaker already named …
ROLES = words_of(
    "minister president premier chancellor secretary envoy ambassador spokesman spokeswoman spokesperson senator "
    "governor mayor chief director chairman chairwoman commissioner commander king diplomat official politician "
    "mediator leader congressman negotiator adviser professor candidate nominee"
)
# … and these for one of any title.
ANY_ROLE = words_of("diplomat official politician minister leader negotiator")
# Words that make a capitalised phrase an institution and no person.
INSTITUTIONS = words_of(
    "council ministry committee party university house senate street department office agency union league news times "
    "post press tv channel journal institute center centre foundation association court bank group nations states "
    "republic kingdom front army forces police parliament congress commission organization organisation assembly "
    "conference summit bureau board city county school college hospital airport river road square monday tuesday "
    "wednesday thursday friday saturday sunday january february march april june july august september october "
    "november december act bill east west north south eastern western northern southern television radio agreement "
    "international support initiative resolution island islands sea gulf st"
)
# Words before the colon of a headline that name no speaker.
RUBRICS = words_of(
    "update updates exclusive breaking video watch photos analysis opinion live read more related editorial report "
    "note fact-check correction summary background source sources factbox timeline explainer interview review"
)
