//! The words of a sheet and what they can mean, language by language. This is the only place where the sheet reader
//! knows words: the lexer gives each word its classes, and the grammar speaks of classes alone.

use std::{collections::HashMap, sync::LazyLock};

/// A set of meanings: one bit each.
pub(super) type Class = u128;

macro_rules! classes {
    ($($name:ident)*) => {
        #[allow(clippy::upper_case_acronyms, reason = "the names as the tables write them")]
        #[derive(Clone, Copy)]
        enum Bit { $($name),* }
        $(pub(super) const $name: Class = 1 << Bit::$name as u32;)*
        /// Every class by its name, for the shapes of the grammar.
        pub(super) const CLASSES: &[(&str, Class)] = &[$((stringify!($name), $name)),*];
    };
}

classes! {
    // What the lexer makes of numbers.
    NUMBER LENGTH LOAD MEASURE SIZE TEMPO ODD
    // What separates.
    COMMA COLON STOP ARROW SLASH AT
    // What counts.
    X SET REP STEPS TIMES REPEAT NUMERAL COUNTING BREATH MAX
    // What lasts.
    SECOND MINUTE HOUR HOLD ISO SQUEEZE ON OFF WORK REST PAUSE BETWEEN LOWER LIFT TEMPOWORD
    // Which side.
    EACH BOTH LIMB LEFT RIGHT EACHSIDE SIDEWORD HANDS ALTERNATE OTHERONE ONE LEADING ONLY AFFECTED
    // When and how often.
    PER PERDAY EVERY DAY WEEK MONTH DAILY WEEKLY HOURLY TWICEDAILY THRICEDAILY FOURDAILY PARTOFDAY EVERYOTHERDAY WEEKDAY FORTNIGHT
    SESSION MONTHNAME TITLE PAGE CLOCK
    // How it grows.
    GROW UNTIL UPTO
    // With what, where and how.
    BAND COLOUR THING LEVEL GRADE AID PLACE PREP HOW BODY LOADUNIT MEASUREUNIT SIZEUNIT
    // What joins.
    OF FOR WITH AND NO FILL APPROX DO TO EDGE ASNEEDED OWNPACE OPTIONAL
    // What a name says of the work.
    HELD BALANCED TENSED MOVED
    // What a line is.
    ROUND CIRCUIT EMOM TABATA LABEL HEADING INSTRUCTION ADVICE PERSON FREQUENCY NAMEWORD
}

/// The words of one language. Several words are separated by `|`; a phrase has spaces.
type Table = &'static [(Class, &'static str)];

const ENGLISH: Table = &[
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
    (ISO, "isometric|static|iso|isometrics"),
    (SQUEEZE, "squeeze|contract|tighten|tense|clench|push|press"),
    (ON, "on|work"),
    (WORK, "work"),
    (OFF, "off|relax|release|relaxed|relaxing|apart|let go|lower slowly|slowly lower|slowly relax|relax slowly"),
    (REST, "rest|rests|resting|break|breaks|recovery|recover"),
    (PAUSE, "pause|pauses|pausing"),
    (BETWEEN, "between|in between|after each|after every|between each|between the|in between each"),
    (LOWER, "lowering|lower|down|eccentric|eccentrics|descent|negative|negatives|lengthening"),
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
        "l/r|r/l|l+r|r+l|l&r|r&l|l & r|l + r|ea side|ea leg|ea arm|e/side|\
         each side|both sides|both legs|both arms|left and right|right and left|each way|in each direction|per side|\
         per leg|per arm|a side|on each side|on both sides|on each leg|with each leg|with each arm|for each side|\
         each of the sides|either side|on either side|e/leg|e/arm|each direction|to each side|\
         to both sides|in both directions|both directions|both ways|lt/rt|l and r|r and l|per limb|each limb|\
         on each arm|for each leg|for both legs|with both legs in turn|side to side in turn|each leg|each arm|\
         each foot|each knee|each hip|each ankle|each shoulder|each calf|per foot|per knee|\
         per hip|a leg|an arm|each one",
    ),
    (SIDEWORD, "ea|es|e/s|b/l|bl|bilat|bilaterally|bilateral|unilaterally|e/l|beidseitig|beidseits|bds|seitenweise"),
    (HANDS, "each hand|per hand|in each hand|both hands|in both hands"),
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
        "setup|movement|tip|tips|how often|introduction|benefit|benefits|goal|goals|purpose|equipment|starting position|start position|action|hints|hints and tips|instructions|instruction|note|notes|additional notes|description|technique|how to|how to do|progression|regression|caution|aim|aims|key points|coaching points|cues|target|targets|works|muscles|muscles involved|comments|ziel|ausführung|ausgangsposition|ausgangsstellung|steigerung|hinweis|tipp|position de départ|exécution|posición inicial|ejecución|posizione di partenza|esecuzione",
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
         saturdays|sundays|mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun|m w f|m/w/f|mwf|m-w-f|tu th|t th|t/th|\
         weekdays|weekends",
    ),
    (SESSION, "session|sessions|workout|workouts"),
    (
        MONTHNAME,
        "january|jan|february|feb|march|mar|april|apr|may|june|jun|july|jul|august|aug|september|sep|sept|october|\
         oct|november|nov|december|dec",
    ),
    (TITLE, "week|weeks|phase|day|days|stage|visit|month|year"),
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
    (LEVEL, "level|resistance|incline|gear|setting|stack|pin|notch|resistance level|lvl"),
    (
        AID,
        "band|bands|ball|towel|pillow|cushion|belt|strap|chair|wall|dumbbell|dumbbells|kettlebell|kettlebells|\
         barbell|weight|weights|stick|pole|roller|step|box|bench|table|bed|mat|floor|support|theraband|loop|counter|\
         rail|stool|couch|sofa|door|doorframe|stairs|stair|bar|cable|machine|block|swiss|gym|foam|rolled|ground|plinth|\
         medicine|shoes|crutches|crutch|rope|sheet|desk|ledge|resistance|miniband|tube|tubing|worktop|handrail|wedge|book|sink|tb|cuff",
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
        "in|on|at|with|without|against|over|under|between|above|below|around|round|off|from|before|after|during|while|\
         using|holding|near|behind|into|through|w/|w|beside|via|across|along|beneath|facing|keeping|if|when|as|where|until",
    ),
    (
        HOW,
        "as tolerated|as able|if able|as comfortable|both legs together|both feet together|both arms together|both together|two legs|slow|slowly|controlled|gently|gentle|easy|easily|hard|moderate|smooth|smoothly|explosive|strict|fast|quick|\
         quickly|steady|steadily|brisk|briskly|control|tolerated|able|comfortable|comfortably|painfree|pain-free|pain|\
         free|full|range|small|big|large|half|partial|light|heavy|deep|shallow|tall|straight|bent|bodyweight|bw|body-weight|body weight|\
         carefully|relaxed|lightly|firm|firmly|good|form|intensity|effort|speed|pace|rom|minimal|maximal|possible|\
         needed|supported|unsupported|assisted|unassisted|barefoot|balance|eyes|open|closed|new|same|again|first|warm|\
         low|high|medium|mild|strong|technique|quality|required|necessary|tempo",
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
        "interval|intervals|for|about|approximately|approx|roughly|around|at least|at|least|the|an|a|of|it|this|that|your|position|stretch|\
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
    (HELD, "stretch|stretches|stretching|plank|planks|hold|holds|sit|pose|isometric|isometrics|hang|hangs|iso|splits"),
    (BALANCED, "balance|balancing|stand|standing|bridge|bridges|superman|bird-dog|l-sit|squeeze"),
    (
        TENSED,
        "quad|quads|quadricep|quadriceps|glute|glutes|gluteal|gluteals|ham|hams|hamstring|hamstrings|calf|ab|abs|\
         abdominal|abdominals|adductor|core|vmo|muscle|ankle|scapular|isometric|scapula|pelvic|thigh|buttock|static|inner range",
    ),
    (
        MOVED,
        "walk|walking|march|marching|run|running|jog|jogging|bike|biking|cycling|cycle|row|rowing|rower|roll|rolling|roller|skip|\
         skipping|climb|stairs|swim|swimming|elliptical|treadmill|dance|dancing|hike|hiking|cardio|ergometer|crosstrainer|\
         cross-trainer|jumping|massage|rope|jacks|sprint|sprints|erg|airbike|stepper|stretching|warm-up|hopping|spin|skierg|trampoline|foam|ride|riding|boxing|yoga|breathing|meditation",
    ),
    (
        CIRCUIT,
        "circuit|superset|giant set|triset|circuits|all|whole circuit|sequence|the circuit|everything|all exercises|the above|above|the whole circuit|these|all of the above|this circuit|the sequence|the series|whole thing|all above|the following|through",
    ),
    (EMOM, "emom|every minute on the minute|e2mom"),
    (TABATA, "tabata"),
    (
        HEADING,
        "warm-up|warmup|warm up|cool-down|cooldown|cool down|legs|arms|upper body|lower body|upper|lower|body|core|strength|\
         strengthening|block|session|workout|circuit|finisher|main|part|mobility|mobilisation|mobilization|conditioning|cardio|day|phase|week|section|exercises|exercise|\
         programme|program|routine|plan|set|sets|rest day|rest|push|pull|push day|pull day|leg day|full body|home|knee|back|\
         shoulder|hip|ankle|neck|abs|glutes|balance|stretches|stretching|flexibility|activation|recovery|accessory|skill|\
         amrap|emom|tabata|superset|total|duration|time|stage|level|sheet|morning|evening|and|the|of|a|your|training|daily|min|\
         optional|goals|notes|note|advice|general|range|motion|early|late|beginner|advanced|intermediate|one|two|three|four|physio|physiotherapy|therapy|rehab",
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
        "keep|you|if|wait|hot|cold|elevation|compression|bed|when|no|not|never|don't|do not|avoid|stop|please|remember|ensure|make sure|should|\
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
        "you|your|yourself|should|may|can|will|must|don't|do not|not|is|are|if|when|we|our|i|my|you're|until|so that|before|because|feel|felt|please|as you|which|there|it|its|was|were|has|have|than|though|doctor|physiotherapist|therapist",
    ),
    (FREQUENCY, "frequency|how often|freq"),
];

const GERMAN: Table = &[
    (X, "mal"),
    (SET, "satz|sätze|sätzen|saetze|serie|serien|durchgang|durchgänge|runden|runde"),
    (ROUND, "runde|runden|durchgang|durchgänge"),
    (REP, "wiederholung|wiederholungen|wdh|whd|wh|wiederh|wdhl"),
    (TIMES, "mal"),
    (REPEAT, "wiederholen|wiederhole"),
    (SECOND, "sek|sekunde|sekunden"),
    (MINUTE, "minute|minuten"),
    (HOUR, "std|stunde|stunden"),
    (HOLD, "halten|halte|gehalten|position halten|haltezeit"),
    (OFF, "entspannen|lösen|locker lassen"),
    (SQUEEZE, "anspannen|spannen"),
    (REST, "satzpause"),
    (PAUSE, "pause|pausen|pausieren"),
    (BETWEEN, "zwischen|dazwischen|zwischen den|zwischen den sätzen|zwischen den serien"),
    (EACH, "je|pro|jede|jeder|jedes|jedem"),
    (LIMB, "seite|seiten|bein|beine|arm|arme|fuß|fuss|richtung|hand"),
    (
        EACHSIDE,
        "je seite|pro seite|jede seite|beide seiten|auf jeder seite|je bein|pro bein|je arm|pro arm|\
         auf beiden seiten|pro richtung|mit jedem bein|links und rechts|rechts und links|jedes bein",
    ),
    (LEFT, "links|linke|linkes|linker"),
    (RIGHT, "rechts|rechte|rechtes|rechter"),
    (ALTERNATE, "abwechselnd|im wechsel|wechselnd"),
    (PER, "pro|am|je|in der"),
    (DAY, "tag|tage|tagen|tgl"),
    (WEEK, "woche|wochen"),
    (DAILY, "täglich|am tag|pro tag|jeden tag|tgl"),
    (WEEKLY, "wöchentlich"),
    (EVERYOTHERDAY, "jeden zweiten tag|alle 2 tage|alle zwei tage|jeden 2 tag"),
    (PARTOFDAY, "morgens|abends|jeden morgen|jeden abend"),
    (TWICEDAILY, "morgens und abends"),
    (WEEKDAY, "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag"),
    (OF, "à|a|von|zu|zu je|mit"),
    (FILL, "ca|etwa|jeweils|für|lang|lange|die|den|das|mindestens"),
    (AND, "und|oder"),
    (TO, "bis"),
    (WITH, "mit"),
    (LOADUNIT, "kilogramm"),
    (HOW, "langsam|kontrolliert|leicht"),
    (
        PLACE,
        "im liegen|im stehen|im sitzen|im stand|liegend|stehend|sitzend|rückenlage|seitenlage|bauchlage|in rückenlage|in seitenlage|in bauchlage",
    ),
    (HELD, "dehnung|dehnen|dehnübung|stütz|unterarmstütz|seitstütz|halteübung|wandsitz"),
    (BALANCED, "einbeinstand|brücke|schulterbrücke"),
    (MOVED, "gehen|laufen|radfahren|spazieren|joggen|schwimmen|fahrrad|seilspringen|spaziergang|ergometer"),
    (MAX, "bis zur ermüdung|maximal|bis zur erschöpfung"),
    (
        HEADING,
        "tag|woche|übungen|aufwärmen|dehnen|kraft|beine|oberkörper|unterkörper|ganzkörper|training|einheit|trainingsplan|phase|arme|rücken|brust|schultern",
    ),
    (PERSON, "sie|ihre|ihren|ihr|wenn|dabei|nicht|bitte|sollten|du|dein|deine"),
    (ADVICE, "tag|woche|bitte|wenn|nicht|sie|achten|tragen|kühlen|kommen"),
    (FREQUENCY, "häufigkeit"),
];

const FRENCH: Table = &[
    (SET, "série|séries|serie|series|tour|tours"),
    (REP, "répétition|répétitions|rép|réps|repetition|rep|reps|repetitions|répét"),
    (TIMES, "fois"),
    (REPEAT, "répéter|répétez|recommencer|répète"),
    (SECOND, "seconde|secondes|sec"),
    (MINUTE, "minutes|minute|mn"),
    (HOUR, "heure|heures"),
    (HOLD, "tenir|maintenir|tenez|maintenez|tenue|maintien|garder la position|tenir la position"),
    (OFF, "relâcher|relâchez|détendre"),
    (SQUEEZE, "contracter|contractez|serrer|serrez"),
    (REST, "repos|récupération|récup|de repos|de récupération|de récup"),
    (PAUSE, "pause"),
    (BETWEEN, "entre|entre les|entre les séries|entre chaque|entre chaque série"),
    (EACH, "chaque|par"),
    (LIMB, "côté|côtés|jambe|jambes|bras|pied|pieds|main|cote|sens"),
    (
        EACHSIDE,
        "par côté|de chaque côté|chaque côté|chaque jambe|par jambe|des deux côtés|les deux côtés|par bras|de chaque jambe|\
         à gauche et à droite|gauche et droite|droite et gauche|par cote|chaque bras|dans chaque sens|pour chaque jambe|avec chaque jambe",
    ),
    (LEFT, "gauche"),
    (RIGHT, "droite|droit"),
    (ALTERNATE, "en alternant|alterné|alternés|alternée|alternées|alternance|en alternance"),
    (PER, "par"),
    (DAY, "jour|jours"),
    (WEEK, "semaine|semaines"),
    (DAILY, "par jour|chaque jour|tous les jours|quotidien|/jour|quotidiennement"),
    (EVERYOTHERDAY, "un jour sur deux|tous les deux jours"),
    (PARTOFDAY, "le matin|le soir|chaque matin|chaque soir"),
    (TWICEDAILY, "matin et soir"),
    (WEEKDAY, "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"),
    (OF, "de|d'"),
    (FILL, "environ|pendant|la|le|les|durant|une|un|au|moins"),
    (AND, "et|ou"),
    (TO, "à"),
    (WITH, "avec"),
    (HOW, "lentement|doucement|contrôlé"),
    (PLACE, "assis|debout|allongé|à genoux|couché|sur le dos|sur le côté|sur le ventre|au sol"),
    (HELD, "étirement|étirements|étirer|gainage|planche|chaise"),
    (BALANCED, "équilibre|pont"),
    (MOVED, "marche|marcher|vélo|course|courir|natation|nage|rameur"),
    (MAX, "jusqu'à l'échec|jusqu'à fatigue|jusqu'à la fatigue|maximum"),
    (HEADING, "jour|semaine|échauffement|étirements|jambes|exercices|programme|séance|renforcement|haut|bas|corps"),
    (PERSON, "vous|votre|vos|ne|pas|si|lorsque|tout|veuillez"),
    (ADVICE, "jour|semaine|si|ne|éviter|veuillez|vous"),
    (FREQUENCY, "fréquence"),
];

const SPANISH: Table = &[
    (X, "por"),
    (SET, "serie|series|tanda|tandas|ronda|rondas"),
    (ROUND, "ronda|rondas|vuelta|vueltas"),
    (REP, "repetición|repeticiones|repeticion|rep|reps|repes|repet"),
    (TIMES, "veces|vez"),
    (REPEAT, "repetir|repita|repite|repetirlo"),
    (SECOND, "segundo|segundos|seg|segs"),
    (MINUTE, "minuto|minutos"),
    (HOUR, "hora|horas"),
    (
        HOLD,
        "mantener|mantenga|mantén|aguantar|sostener|aguanta|manteniendo|mantener la posición|mantener posición|mantenido",
    ),
    (OFF, "relajar|relaje|soltar"),
    (SQUEEZE, "apretar|contraer|apriete"),
    (REST, "descanso|descansar|de descanso|descanse"),
    (PAUSE, "pausa"),
    (BETWEEN, "entre|entre series|entre cada|entre cada serie|entre las series"),
    (EACH, "cada|por"),
    (LIMB, "lado|lados|pierna|piernas|brazo|brazos|pie|pies|mano|sentido"),
    (
        EACHSIDE,
        "cada lado|por lado|cada pierna|por pierna|ambos lados|los dos lados|de cada lado|con cada pierna|cada brazo|\
         por brazo|a cada lado|ambas piernas|izquierda y derecha|derecha e izquierda|en cada lado|con ambas piernas|cada pie|por pie",
    ),
    (LEFT, "izquierda|izquierdo|izq"),
    (RIGHT, "derecha|derecho|dcha"),
    (ALTERNATE, "alternando|alternas|alternos|alterna|alterno|alternado|alternadas"),
    (PER, "al|por|a la"),
    (DAY, "día|días|dia|dias"),
    (WEEK, "semana|semanas"),
    (DAILY, "al día|por día|cada día|todos los días|diario|diariamente|diarias|al dia|diaria|diarios"),
    (EVERYOTHERDAY, "días alternos|un día sí y otro no|cada dos días"),
    (PARTOFDAY, "por la mañana|por la noche|cada mañana|cada noche"),
    (TWICEDAILY, "mañana y noche"),
    (WEEKDAY, "lunes|martes|miércoles|jueves|viernes|sábado|domingo"),
    (OF, "de"),
    (FILL, "durante|unos|aproximadamente|el|los|las|la|al menos|aprox|sobre"),
    (AND, "y|e|o"),
    (TO, "a"),
    (WITH, "con"),
    (HOW, "lento|lentamente|despacio|suave|controlado"),
    (PLACE, "sentado|de pie|tumbado|acostado|de rodillas|boca arriba|boca abajo|de lado|en el suelo"),
    (HELD, "estiramiento|estiramientos|estirar|plancha|isométrico|isométrica|isométricos"),
    (BALANCED, "equilibrio|puente"),
    (MOVED, "caminar|caminata|correr|bicicleta|bici|nadar|andar|remo"),
    (MAX, "hasta el fallo|al fallo|hasta la fatiga|máximo|al máximo"),
    (HEADING, "día|semana|calentamiento|estiramientos|piernas|ejercicios|rutina|sesión|fuerza|tren|superior|inferior"),
    (PERSON, "usted|su|sus|no|si|cuando|debe"),
    (ADVICE, "día|semana|si|no|evite|evitar"),
    (FREQUENCY, "frecuencia"),
];

const ITALIAN: Table = &[
    (SET, "serie|giri|giro"),
    (ROUND, "giri|giro"),
    (REP, "ripetizione|ripetizioni|rip|ripet"),
    (TIMES, "volte|volta"),
    (REPEAT, "ripetere|ripeti|ripetete|ripeta"),
    (SECOND, "secondo|secondi|sec"),
    (MINUTE, "minuto|minuti"),
    (HOUR, "ora|ore"),
    (HOLD, "tenere|mantenere|mantieni|tieni|tenuta|mantenere la posizione|mantenendo|mantenuta"),
    (OFF, "rilassare|rilascia|rilasciare"),
    (SQUEEZE, "contrarre|stringere|stringi"),
    (REST, "riposo|recupero|di riposo|di recupero|riposare"),
    (PAUSE, "pausa"),
    (BETWEEN, "tra|fra|tra le|tra le serie|fra le serie|tra una serie e l'altra"),
    (EACH, "per|ogni|ciascun|ciascuna"),
    (LIMB, "lato|lati|gamba|gambe|braccio|braccia|piede|piedi|mano|direzione|parte"),
    (
        EACHSIDE,
        "per lato|ogni lato|per gamba|ogni gamba|entrambi i lati|per parte|per braccio|ogni braccio|ambo i lati|\
         destra e sinistra|sinistra e destra|per ogni lato|per ogni gamba|su ogni lato|con ogni gamba|da ogni lato|entrambe le gambe|per ciascun lato|ciascun lato|per ciascuna gamba|ciascuna gamba|per piede",
    ),
    (LEFT, "sinistra|sinistro|sx"),
    (RIGHT, "destra|destro|dx"),
    (ALTERNATE, "alternando|alternate|alternati|alternato|alternata"),
    (PER, "al|a|alla"),
    (DAY, "giorno|giorni"),
    (WEEK, "settimana|settimane"),
    (DAILY, "al giorno|ogni giorno|tutti i giorni|quotidiano|giornaliero|quotidianamente"),
    (EVERYOTHERDAY, "a giorni alterni|giorni alterni|ogni due giorni"),
    (PARTOFDAY, "la mattina|la sera|ogni mattina|ogni sera|al mattino"),
    (TWICEDAILY, "mattina e sera"),
    (WEEKDAY, "lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica"),
    (OF, "da|di"),
    (FILL, "circa|almeno|il|la|per|i"),
    (AND, "e|ed|o"),
    (TO, "a"),
    (WITH, "con"),
    (HOW, "lentamente|lento|piano|controllato"),
    (PLACE, "seduto|in piedi|sdraiato|supino|prono|in ginocchio|sul fianco|a terra"),
    (HELD, "allungamento|stretching|isometria|isometrico"),
    (BALANCED, "equilibrio|ponte"),
    (MOVED, "camminare|camminata|corsa|cyclette|nuoto|bicicletta|pedalare"),
    (MAX, "a cedimento|fino a cedimento|ad esaurimento|massimo"),
    (HEADING, "giorno|settimana|riscaldamento|allungamento|gambe|esercizi|scheda|programma"),
    (PERSON, "non|se|quando|deve|vostro|suo"),
    (ADVICE, "giorno|settimana|se|non|evitare"),
    (FREQUENCY, "frequenza"),
];

/// Numbers in words, with the language's own spelling.
pub(super) const NUMERALS: &[(&str, u32)] = &[
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("fifteen", 15),
    ("sixteen", 16),
    ("eighteen", 18),
    ("twenty", 20),
    ("twenty-five", 25),
    ("thirty", 30),
    ("forty", 40),
    ("forty-five", 45),
    ("fifty", 50),
    ("sixty", 60),
    ("ninety", 90),
    ("zwei", 2),
    ("drei", 3),
    ("vier", 4),
    ("fünf", 5),
    ("zehn", 10),
    ("zwanzig", 20),
    ("dreißig", 30),
    ("deux", 2),
    ("trois", 3),
    ("quatre", 4),
    ("cinq", 5),
    ("dix", 10),
    ("vingt", 20),
    ("trente", 30),
    ("dos", 2),
    ("tres", 3),
    ("cuatro", 4),
    ("cinco", 5),
    ("diez", 10),
    ("veinte", 20),
    ("treinta", 30),
    ("due", 2),
    ("tre", 3),
    ("quattro", 4),
    ("cinque", 5),
    ("dieci", 10),
    ("venti", 20),
    ("trenta", 30),
];

/// How often in one word, as a number of times.
pub(super) const OFTEN: &[(&str, u32)] =
    &[("once", 1), ("twice", 2), ("thrice", 3), ("einmal", 1), ("zweimal", 2), ("dreimal", 3), ("viermal", 4)];

/// Words whose full stop ends no sentence.
pub(super) const ABBREVIATED: &[&str] = &[
    "sec", "secs", "min", "mins", "rep", "reps", "approx", "ea", "ex", "no", "nr", "wdh", "whd", "sek", "ca", "rt",
    "lt", "vs", "e.g", "i.e", "hr", "hrs", "seg", "rip", "bds", "tgl", "max", "lb", "lbs", "mr", "mrs", "dr", "alt",
    "fig", "std", "opt", "pos",
];

/// Each phrase's classes, by its first word.
struct Lexicon {
    phrases: HashMap<&'static str, Vec<(Vec<&'static str>, Class)>>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut all: HashMap<&'static str, Class> = HashMap::new();
    for (class, words) in [ENGLISH, GERMAN, FRENCH, SPANISH, ITALIAN].into_iter().flatten() {
        for word in words.split('|').map(str::trim) {
            *all.entry(word).or_default() |= class;
        }
    }
    let mut phrases: HashMap<&'static str, Vec<(Vec<&'static str>, Class)>> = HashMap::new();
    for (phrase, class) in all {
        let words: Vec<&str> = phrase.split(' ').collect();
        if let Some(first) = words.first() {
            phrases.entry(first).or_default().push((words, class));
        }
    }
    for list in phrases.values_mut() {
        list.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    }
    Lexicon { phrases }
});

/// The classes of one word in lower case; none where no table has it.
pub(super) fn class_of(word: &str) -> Class {
    let phrases = LEXICON.phrases.get(word).map(Vec::as_slice).unwrap_or_default();
    phrases.iter().find(|(words, _)| words.len() == 1).map_or(0, |(_, class)| *class)
}

/// The phrases of several words that begin with this one, longest first.
pub(super) fn phrases_of(word: &str) -> impl Iterator<Item = (&'static [&'static str], Class)> {
    let phrases = LEXICON.phrases.get(word).map(Vec::as_slice).unwrap_or_default();
    phrases.iter().filter(|(words, _)| words.len() > 1).map(|(words, class)| (words.as_slice(), *class))
}
