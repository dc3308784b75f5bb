//! The words of English.

#![allow(clippy::wildcard_imports, reason = "the table uses nearly all classes of words")]

use crate::import::class::*;

pub(super) const TABLE: Table = &[
    (X, "x|×|by"),
    (
        SET,
        "working sets|work sets|heavy sets|hard sets|light sets|top sets|working set|set|sets|lot|lots|bout|bouts|series|round|rounds",
    ),
    (ROUND, "round|rounds|lap|laps|time through|times through"),
    (REP, "rep|reps|repetition|repetitions|repeats"),
    (STEPS, "steps|strides|paces"),
    (TIMES, "times|time|goes"),
    (REPEAT, "repeat|repeats|repeating|repeated|do this|do it|perform this|perform it"),
    (COUNTING, "count|counts|a count|a slow count|slow count"),
    (BREATH, "breath|breaths|deep breath|deep breaths|breath cycles"),
    (INHALING, "breathe in and out|breathe in|breathe out|breathe|inhale|exhale|breathing in and out"),
    (
        MAX,
        "max|maximum|amrap|to failure|until failure|till failure|to fatigue|until fatigue|till fatigue|until fatigued|\
         until tired|failure|fatigue|until you are tired|until you feel tired|to exhaustion|until exhausted|\
         until muscles fatigue|until muscle fatigue|until the muscle is tired|to muscle fatigue|as many as you can|\
         as many as possible|as many reps as possible|as many reps as you can|as long as possible|as long as you can|\
         as possible|until burning",
    ),
    (SECOND, "s|sec|secs|second|seconds|\"|″|''"),
    (MINUTE, "min|mins|minute|minutes|'|′"),
    (HOUR, "h|hr|hrs|hour|hours"),
    (
        HOLD,
        "hold|holds|held|holding|keep this position|keep the position|keep it|maintain|maintain this position|\
         stay in this position|hold this position|hold the position|hold it|hold this|hold the stretch|\
         hold that position|hold this stretch|hold each stretch|hold each rep|stay|pause and hold",
    ),
    (AGAIN, "again|once more|one more time|a second time"),
    (ISO, "isometric|static|iso|isometrics"),
    (SQUEEZE, "squeeze|contract|tighten|tense|clench|push|press"),
    (ON, "on|work"),
    (WORK, "work"),
    (
        OFF,
        "off|relax|release|relaxed|relaxing|apart|let go|lower slowly|slowly lower|lower back down|lower back|slowly relax|relax slowly",
    ),
    (REST, "rest|rests|resting|break|breaks|recovery|recover"),
    (PAUSE, "pause|pauses|pausing"),
    (BETWEEN, "between|in between|after each|after every|between each|between the|in between each"),
    (
        LOWER,
        "lower slowly|slowly lower|lower back down|lower back|lowering|lower|down|eccentric|eccentrics|descent|negative|negatives|lengthening",
    ),
    (LIFT, "up|lifting|lift|concentric|raise|raising|pull|rise"),
    (TEMPOWORD, "tempo|cadence"),
    (OWNPACE, "at your own pace|your own pace|own pace|at own pace|at your own speed|self paced|self-paced"),
    (EACH, "each|every|per|ea|either|a"),
    (BOTH, "both"),
    (
        LIMB,
        "side|sides|leg|legs|arm|arms|foot|feet|hip|hips|knee|knees|way|direction|directions|ankle|ankles|shoulder|\
         shoulders|limb|limbs|hand|hands|calf|calves|glute|glutes|wrist|elbow|way round|thigh|finger|eye|ear",
    ),
    (LEFT, "left|l|lt|lhs"),
    (RIGHT, "right|r|rt|rhs"),
    (
        EACHSIDE,
        "l/r|r/l|l+r|r+l|l&r|r&l|l & r|l + r|ea side|ea leg|ea arm|e/side|each side|left and right|\
         right and left|each way|in each direction|per side|per leg|per arm|a side|on each side|on each leg|\
         with each leg|with each arm|for each side|each of the sides|either side|on either side|e/leg|e/arm|\
         each direction|to each side|lt/rt|l and r|r and l|per limb|each limb|on each arm|for each leg|\
         side to side in turn|each leg|each arm|each foot|each knee|each hip|each ankle|each shoulder|each calf|\
         per foot|per knee|per hip|a leg|an arm|each one|switch sides|swap sides|change sides|switch legs|swap legs|\
         change legs|switch arms|swap arms|repeat other side|repeat other leg|then other side|then other leg|\
         then the other side|then the other leg|same on the other side",
    ),
    (
        BOTHSIDES,
        "both sides|both legs|both arms|on both sides|to both sides|in both directions|both directions|\
         both ways|for both legs|with both legs in turn",
    ),
    (
        SIDEWORD,
        "ea|es|e/s|b/l|bl|bilat|bilaterally|bilateral|bi-laterally|bi-lateral|bi-lat|unilaterally|e/l|unilateral|p/side|p/leg|p/arm|beidseitig|beidseits|bds|seitenweise",
    ),
    (HANDS, "each hand|per hand|in each hand"),
    (ALTERNATE, "alternating|alternate|alternately|alt"),
    (OTHERONE, "other|opposite|second|contralateral"),
    (ONE, "one"),
    (LEADING, "leading|first|forward|forwards|in front"),
    (ONLY, "only|alone"),
    (
        AFFECTED,
        "affected|operated|involved|injured|sore|bad|good|weak|weaker|stronger|unaffected|surgical|dominant|\
         non-dominant|painful|uninvolved|stiff|worst",
    ),
    (PER, "per|a|each|every|in a|in the"),
    (DAY, "day|days|d|24 hours"),
    (WEEK, "week|weeks|wk|wks|w"),
    (MONTH, "month|months"),
    (DAILY, "daily|everyday|every day|each day|a day|qd|q.d|od|once daily|per day|nightly|every single day"),
    (EVERY, "every|each|alle|toutes les|cada|ogni"),
    (PERDAY, "a day|per day|each day|am tag|pro tag|par jour|al día|por día|al dia|al giorno"),
    (
        LABEL,
        "setup|movement|dose|dosage|prescription|prescribed|equipment needed|equipment required|main muscles worked|muscles worked|muscle group|muscle groups|feel|compensation|compensations|regions|area|areas|focus|objective|explanation|tip|tips|how often|introduction|benefit|benefits|goal|goals|purpose|equipment|starting position|start position|action|hints|hints and tips|instructions|instruction|note|notes|additional notes|description|technique|how to|how to do|progression|regression|caution|aim|aims|key points|coaching points|cues|target|targets|works|muscles|muscles involved|comments|ziel|ausführung|ausgangsposition|ausgangsstellung|steigerung|hinweis|tipp|position de départ|exécution|posición inicial|ejecución|posizione di partenza|esecuzione",
    ),
    (WEEKLY, "weekly"),
    (HOURLY, "hourly|every hour|each hour|an hour|per hour"),
    (
        TWICEDAILY,
        "bid|b.i.d|bd|bds|am and pm|morning and night|morning and evening|am & pm|am/pm|am + pm|mornings and evenings|am pm",
    ),
    (THRICEDAILY, "tid|t.i.d|tds|tid.|morning noon and night"),
    (FOURDAILY, "qid|q.i.d|qds"),
    (
        PARTOFDAY,
        "every morning|each morning|in the morning|every evening|each evening|in the evening|every night|each night|\
         at night|before bed|before bedtime|before breakfast|after breakfast|after lunch|after dinner|after work|\
         after walking|before walking|after running|before running|after exercise|before exercise|after training|\
         before training|on waking|am|pm|when waking|first thing|at bedtime|before sport|after sport|after shower",
    ),
    (
        EVERYOTHERDAY,
        "every other day|every second day|every 2nd day|alternate days|on alternate days|every two days|every 2 days|\
         eod|qod|alternating days|alternate day|on alternating days",
    ),
    (
        WEEKDAY,
        "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mondays|tuesdays|wednesdays|thursdays|fridays|\
         saturdays|sundays|mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun|m w f|m/w/f|mwf|m-w-f|tu th|t th|t/th|tu/th|tue/thu|tues/thurs|mo/we/fr|mon/wed/fri|mon/thu|mon/fri|\
         weekdays|weekends",
    ),
    (SESSION, "session|sessions|workout|workouts"),
    (
        MONTHNAME,
        "january|jan|february|feb|march|mar|april|apr|may|june|jun|july|jul|august|aug|september|sep|sept|october|\
         oct|november|nov|december|dec",
    ),
    (TITLE, "week|weeks|phase|day|days|stage|visit|month|year"),
    (NAMEWORD, "figure 4|figure 8|on the spot|in place"),
    (PAGE, "slide|page|pg|sheet|chapter|figure|fig|appendix|version"),
    (
        GROW,
        "add|increase|increasing|progress|progressing|progresses|raise|build|building|work up|work|build up|aim|aiming|working up",
    ),
    (UNTIL, "until|till|up to|to|max|reach|you reach|until you reach|up to a maximum of|maximum"),
    (
        UPTO,
        "up to|upto|maximum of|a maximum of|max of|no more than|building to|building up to|working up to|progress to|progressing to|aim for|aiming for|increasing to|increase to|work up to|build up to|build to",
    ),
    (
        BAND,
        "band|bands|theraband|therabands|thera-band|loop|tube|tubing|miniband|minibands|tb|flexbar|bungee|exercise band|rtb|sleeve",
    ),
    (
        COLOUR,
        "red|green|blue|black|yellow|orange|purple|grey|gray|silver|gold|light|medium|heavy|resistance|mini|elastic|\
         strong|pink|white|thick|thin|looped|long",
    ),
    (
        THING,
        "dumbbell|dumbbells|kettlebell|kettlebells|ankle|weight|weights|barbell|plate|plates|vest|cuff|cuffs|bar|db|\
         dbs|kb|kbs|pack|backpack|sandbag|medicine|ball",
    ),
    (LOADWORD, "load|weight|resistance|band|colour|color|gewicht|poids|charge|peso|carga|carico"),
    (LEVEL, "level|resistance|incline|gear|setting|stack|pin|plate|notch|hole|resistance level|lvl"),
    (
        AID,
        "band|bands|ball|towel|pillow|cushion|belt|strap|chair|wall|dumbbell|dumbbells|kettlebell|kettlebells|\
         barbell|weight|weights|stick|pole|roller|step|box|bench|table|bed|mat|floor|support|theraband|loop|counter|\
         rail|stool|couch|sofa|door|doorframe|stairs|stair|bar|cable|machine|block|swiss|gym|foam|rolled|ground|plinth|\
         medicine|shoes|crutches|crutch|rope|sheet|desk|ledge|resistance|miniband|tube|tubing|worktop|handrail|wedge|book|sink|tb|cuff|height|step height|box height",
    ),
    (
        PLACE,
        "lying|standing|seated|sitting|supine|prone|kneeling|side-lying|sidelying|sidelying|side lying|half-kneeling|\
         half kneeling|crook lying|crook-lying|quadruped|all fours|four point kneeling|4 point kneeling|on all fours|\
         long sitting|high sitting|tall kneeling|on your back|on your side|on your front|on your stomach|on back|on side|\
         on tummy|hook lying|hooklying|hook-lying|in bed|at home|in water|in the pool|outside|indoors|on hands and knees|4pk|in standing|in sitting",
    ),
    (
        PREP,
        "in|on|onto|off|behind|beneath|upon|to the side of|next to|holding onto|holding on to|behind you|in front of you|in front of|at|with|without|against|over|under|between|above|below|around|round|off|from|before|after|during|while|\
         using|holding|near|behind|into|through|w/|w|beside|via|across|along|beneath|facing|keeping|if|when|as|where|until",
    ),
    (
        HOW,
        "as tolerated|as able|if able|as comfortable|both legs together|both feet together|both arms together|both together|two legs|two leg|double leg|double-leg|slow|slowly|controlled|gently|gentle|easy|easily|hard|moderate|smooth|smoothly|explosive|strict|fast|quick|\
         quickly|steady|steadily|brisk|briskly|control|tolerated|able|comfortable|comfortably|painfree|pain-free|pain|\
         free|full|range|small|big|large|half|partial|light|heavy|deep|shallow|tall|straight|bent|bodyweight|bw|body-weight|body weight|\
         carefully|relaxed|lightly|firm|firmly|good|form|intensity|effort|speed|pace|rom|minimal|maximal|possible|\
         needed|supported|unsupported|assisted|unassisted|barefoot|balance|eyes|open|closed|new|same|again|first|warm|\
         low|high|medium|mild|strong|technique|quality|required|necessary|tempo|further|farther|away|apart|together|elevated|raised|wide|narrow|wider|higher",
    ),
    (
        BODY,
        "knee|knees|ankle|ankles|hip|hips|back|side|sides|foot|feet|leg|legs|arm|arms|thigh|thighs|thumb|thumbs|head|\
         neck|elbow|elbows|shoulder|shoulders|hand|hands|heel|heels|toe|toes|chest|stomach|tummy|waist|wrist|wrists|\
         shins|calves|glutes|quads|spine|core|hamstring|hamstrings|tips|fingertips",
    ),
    (LOADUNIT, "kg|kgs|kilo|kilos|kilogram|kilograms|lb|lbs|pound|pounds"),
    (
        MEASUREUNIT,
        "lap|laps|length|lengths|shuttles|km|kms|k|mile|miles|mi|metre|metres|meter|meters|yard|yards|yd|yds|ft|mph|kph|\
         kmh|km/h|rpm|bpm|spm|watt|watts|flight|flights|floor|floors|cal|cals|calories|kcal|%|feet|foot|rpe|rir|stairs|blocks|m",
    ),
    (SIZEUNIT, "inch|inches|cm|mm|degree|degrees|deg|°|in"),
    (OF, "of"),
    (FOR, "for"),
    (WITH, "with|using|w/|w|holding|use|and"),
    (AND, "and|&|+|then|plus|or"),
    (NO, "no|without|zero"),
    (
        FILL,
        "in turn|in turns|interval|intervals|for|about|approximately|approx|roughly|around|at least|at|least|the|an|a|of|it|this|that|your|position|stretch|\
         contraction|total|only|another|full|minimum|min|in|is|each|end|then|and|slow|slowly|~|≈|≥|>|top|with|time|period|\
         least|rep|on|should|be|being|repetition|every|squeeze|one|tight|ca|circa|ideally|just|least of|sets",
    ),
    (
        APPROX,
        "approx|approximately|about|around|roughly|~|≈|≥|>|at least|a minimum of|minimum of|ca|circa|etwa|environ|aproximadamente|min|minimum|jeweils|mindestens",
    ),
    (DO, "do|perform|complete|try|start with|begin with|start|aim for|please do|carry out|now do|to do"),
    (TO, "to"),
    (
        EDGE,
        "top|bottom|end|end range|each rep|every rep|each time|per rep|the top|the bottom|the end|peak|the peak|each repetition|a time|each|one time",
    ),
    (ASNEEDED, "as needed|as required|if needed|when needed|as necessary"),
    (
        OPTIONAL,
        "optional|opt|bonus|new|extra|main|warm-up|warmup|warm up|cool-down|cooldown|cool down|finisher|superset|exercise|ex|no|nr|todo|done",
    ),
    (
        HELD,
        "l-sit|stretch|stretches|stretching|plank|planks|hold|holds|sit|pose|isometric|isometrics|hang|hangs|iso|splits",
    ),
    (BALANCED, "balance|balancing|stand|standing|bridge|bridges|superman|bird-dog|cobra|pigeon|butterfly|squeeze"),
    (
        TENSED,
        "quad|quads|quadricep|quadriceps|glute|glutes|gluteal|gluteals|ham|hams|hamstring|hamstrings|calf|ab|abs|\
         abdominal|abdominals|adductor|core|vmo|muscle|ankle|scapular|isometric|scapula|pelvic|thigh|buttock|static|inner range",
    ),
    (
        MOVED,
        "walk|walking|march|marching|run|running|jog|jogging|bike|biking|cycling|cycle|rowing|rower|roll|rolling|roller|skip|\
         skipping|climb|stairs|swim|swimming|elliptical|treadmill|dance|dancing|hike|hiking|cardio|ergometer|crosstrainer|\
         cross-trainer|massage|rope|sprint|sprints|erg|airbike|stepper|stretching|warm-up|hopping|spin|skierg|trampoline|foam|ride|riding|boxing|yoga|breathing|meditation",
    ),
    (
        CIRCUIT,
        "circuit|superset|giant set|triset|circuits|all|whole circuit|sequence|the circuit|everything|all exercises|the above|above|the whole circuit|these|all of the above|this circuit|the sequence|the series|whole thing|all above|the following|through",
    ),
    (EMOM, "emom|every minute on the minute|e2mom"),
    (TABATA, "tabata"),
    (
        HEADING,
        "length|warm-up|warmup|warm up|cool-down|cooldown|cool down|legs|arms|upper body|lower body|upper|lower|body|core|strength|\
         strengthening|block|session|workout|circuit|finisher|main|part|mobility|mobilisation|mobilization|conditioning|cardio|day|phase|week|section|exercises|exercise|\
         programme|program|routine|plan|set|sets|rest day|rest|push|pull|push day|pull day|leg day|full body|home|knee|back|\
         shoulder|hip|ankle|neck|abs|glutes|balance|stretches|stretching|flexibility|activation|recovery|accessory|skill|\
         amrap|emom|tabata|superset|total|duration|time|stage|level|sheet|morning|evening|and|the|of|a|your|training|daily|min|\
         optional|goals|notes|note|advice|general|range|motion|early|late|beginner|advanced|intermediate|one|two|three|four|physio|physiotherapy|therapy|rehab",
    ),
    (
        GENERAL,
        "activity|activities|exercise|exercises|physical activity|this|these|them|it|everything|housework|gardening|sport|sports",
    ),
    (
        POSTURE,
        "begin with|start with|begin by|start by|lie|lay|sit|stand|kneel|begin|start|place|put|keep|return|position|bring|ensure|find|secure|lean|attach|anchor|grab|legen sie|stellen sie|setzen sie|allongez-vous|asseyez-vous|túmbese|siéntese|sdraiati|siediti",
    ),
    (
        INSTRUCTION,
        "lie|sit|stand|place|put|keep|bend|lift|raise|slowly|hold|repeat|gently|try|make|pull|push|press|squeeze|tighten|lower|\
         return|start|begin|using|while|rest|relax|breathe|bring|cross|extend|straighten|turn|tilt|lean|reach|slide|move|let|\
         point|rotate|roll|step|stretch|feel|continue|allow|draw|push|clench|contract|switch|swap|change|then|now|with|from|as|grip|\
         grasp|rise|drop|tuck|loop|wrap|hook|tie|position|support|maintain|stay|come|go|drive|walk|take|open|twist|swing|perform|do|complete|use|get|look|engage|brace|pinch|curl|imagine|think|inhale|exhale|only|once|starting|lying|sitting|standing|kneeling|kneel|flex|face|look|join|clasp|interlock",
    ),
    (
        ADVICE,
        "breathe in and out|breathe in|breathe out|inhale|exhale|keep|you|if|wait|hot|cold|elevation|compression|bed|when|no|not|never|don't|do not|avoid|stop|please|remember|ensure|make sure|should|\
         may|can|will|use|ice|heat|apply|review|visit|next|sit for|must|contact|call|try|these|this|any|\
         breathe|breath|always|only|after your|start with your|week|see|phone|tel|email|www|date|name|\
         patient|goal|increase|reduce|continue|how|why|what|aim|remember|it|we|our|i|it's|there|during|\
         following|take|drink|sleep|wear|begin|repeat|rest|do|each|all|everything|stay|perform|complete|\
         most|some|both|appointment|pain|swelling|paracetamol|ibuprofen|elevate|total|duration|frequency|\
         time|progression|progress|regression|reminder|tip|tips|note|notes|at|for|from|your|between|once|\
         until|before|after|throughout|as|while|today|tomorrow|yesterday|last|since|because|although|\
         however|generally|usually|listen|give|follow|limit|speak|ask|consult|see|watch|expect|adjust|\
         modify|substitute|choose|pick|select|record|track|log|write|bring|be|is|are|was|were|has|have|\
         had|would|could",
    ),
    (
        PERSON,
        "unless|est|estimated|you|your|yourself|should|may|can|will|must|don't|do not|not|is|are|if|when|we|our|i|my|you're|until|so that|before|because|feel|felt|please|as you|which|there|it|its|was|were|has|have|than|though|doctor|physiotherapist|therapist",
    ),
    (FREQUENCY, "frequency|how often|freq"),
    (DURATION, "duration|time|how long|hold time|dauer|durée|duración|durata"),
];
