//! Figures: bones keep their length, planted ends their position, nothing is below the floor; errors in a figure are
//! reported at their position and never prevent an exercise from being played.

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use proptest::prelude::*;
use ratatui::{
    buffer::{Buffer, Cell},
    layout::{Rect, Size},
    style::Color,
    widgets::Widget,
};
use unsit::{
    base::{
        cue::Cues,
        diagnostic::{Diagnostic, Source},
    },
    figure::{ARM, Art, Bend, Chain, Figure, Joints, LEG, LimbPose, Point, Rig, SPINE},
    routine::{self, Library},
    session::{
        motion::{self, FRAME},
        plan::{Kind, Plan},
        player::{Command, Player},
    },
    ui::{
        theme::{Colours, Dots},
        widgets::figure::{Drawing, Palette},
    },
};

static LIBRARY: LazyLock<Library> = LazyLock::new(Library::bundled);

/// The figure of an exercise with these lines below its `[figure]`.
fn drawn(lines: &str) -> (Option<Arc<Figure>>, Vec<Diagnostic>) {
    let text = format!("name = \"x\"\nreps = 10\n[figure]\n{lines}\n");
    routine::figure_of(Source { name: "a.toml", text: &text }, &LIBRARY)
}

fn reported(lines: &str) -> Vec<String> {
    let (figure, found) = drawn(lines);
    assert!(figure.is_none() || found.iter().all(|d| d.code.name() == "odd-figure"), "{lines}");
    found.iter().map(|d| format!("{}:{} {}: {}", d.line, d.column, d.code.name(), d.message)).collect()
}

fn rig(figure: &Figure) -> &Rig {
    let Art::Rig(rig) = &figure.art else { panic!("it has joints") };
    rig
}

fn bundled() -> Vec<(&'static str, &'static Figure)> {
    LIBRARY.names().map(|name| (name, LIBRARY.figure(name).expect("each exercise has a figure").as_ref())).collect()
}

fn length(bones: [f32; 2], chain: Chain) -> f32 {
    let upper = (chain.middle - chain.root).length() - bones[0];
    let lower = (chain.end - chain.middle).length() - bones[1];
    upper.abs().max(lower.abs())
}

/// Whether the bones of a limb may look shorter than they are.
fn foreshortened(limb: LimbPose) -> bool {
    match limb {
        LimbPose::Free(bones) => bones.iter().any(|bone| bone.factor < 1.0),
        LimbPose::Planted(_, bend) => matches!(bend, Bend::Middle(_)),
    }
}

#[test]
fn every_bundled_exercise_has_a_figure_without_a_fault() {
    for (id, text) in routine::bundled::EXERCISES {
        let (figure, found) = routine::figure_of(Source { name: id, text }, &LIBRARY);
        let drawn: String = found.iter().map(|found| found.draw(false, true)).collect();
        assert!(figure.is_some() && found.is_empty(), "{id}\n{drawn}");
        assert_eq!(LIBRARY.figure(id), figure.as_ref(), "{id}: alone it reads as in its file");
    }
}

/// The first of `muscles`, and the names that may glow for it: the muscle or, if it is not visible from that side, one
/// that works with it.
const GLOWS: [(&str, &str); 29] = [
    ("abdominals", "abs"),
    ("adductors", "adductor"),
    ("back extensors", "back"),
    ("calves", "calf"),
    ("chest", "chest"),
    ("deep neck flexors", "neck"),
    ("forearms", "forearm"),
    ("gluteus maximus", "glute"),
    ("gluteus medius", "glute"),
    ("gluteus minimus", "glute"),
    ("hamstrings", "hamstring"),
    ("hip flexors", "hipflexor"),
    ("lower back", "back"),
    ("neck", "neck"),
    ("obliques", "oblique"),
    ("pelvic floor", "pelvicfloor"),
    ("piriformis", "glute"),
    ("quadriceps", "quad"),
    ("rhomboids", "upperback"),
    ("rotator cuff", "shoulder"),
    ("shin muscles", "shin"),
    ("shoulders", "shoulder"),
    ("tensor fasciae latae", "glute"),
    ("toe flexors", "calf"),
    ("triceps", "triceps"),
    ("upper back", "shoulder"),
    ("upper back", "upperback"),
    ("upper trapezius", "neck"),
    ("upper trapezius", "shoulder"),
];

/// The glowing muscle is the first in the text.
#[test]
fn the_muscle_that_glows_is_the_first_that_is_named() {
    let mut count = 0;
    for (id, text) in routine::bundled::EXERCISES {
        let file: toml::Table = text.parse().expect("it is TOML");
        let muscle = file["muscles"][0].as_str().expect("it names a muscle");
        let Some(glow) = file.get("figure").and_then(|figure| figure.get("glow")) else { continue };
        let glow = glow[0].as_str().expect("a muscle glows");
        let glow = glow.split('_').next().unwrap_or(glow);
        assert!(GLOWS.contains(&(muscle, glow)), "{id}: {glow} glows, and {muscle} comes first");
        count += 1;
    }
    assert!(count > 60, "{count}");
}

/// The angle at the middle of three points, in degrees: 180 if they are on a line.
fn angle(from: Point, middle: Point, to: Point) -> f32 {
    let turn = ((from - middle).heading() - (to - middle).heading()).abs();
    if turn > 180.0 { 360.0 - turn } else { turn }
}

/// How far a body is bent or a limb raised, according to the words in the file. `near` is the working limb.
#[test]
fn a_pose_is_what_its_words_say() {
    let joints = |id: &str, pose: f32| {
        let (_, figure) = bundled().into_iter().find(|(name, _)| *name == id).expect("it is bundled");
        rig(figure).joints(pose)
    };
    let within = |id: &str, what: &str, range: std::ops::RangeInclusive<f32>, found: f32| {
        assert!(range.contains(&found), "{id}: {what} is {found}, not {range:?}");
    };
    let knee = |leg: Chain| angle(leg.root, leg.middle, leg.end);

    let up = joints("glute-bridge", 1.0);
    within(
        "glute-bridge",
        "straight from shoulders to knees",
        174.0..=186.0,
        angle(up.chest, up.hip, up.legs[1].middle),
    );

    for (id, standing) in [("bridge-march", 0), ("single-leg-bridge", 1)] {
        let up = joints(id, 1.0);
        let line = angle(up.chest, up.hip, up.legs[standing].middle);
        within(id, "body and thigh make one line", 174.0..=186.0, line);
    }
    let thighs = joints("single-leg-bridge", 1.0).legs.map(|leg| (leg.middle - leg.root).heading());
    within("single-leg-bridge", "thighs side by side", 0.0..=6.0, (thighs[0] - thighs[1]).abs());

    let (down, up) = (joints("prone-hip-extension", 0.0), joints("prone-hip-extension", 1.0));
    within(
        "prone-hip-extension",
        "a hand's width, of a body of 100",
        4.0..=12.0,
        up.legs[1].end.y - down.legs[1].end.y,
    );
    within("prone-hip-extension", "the leg is straight", 170.0..=180.0, knee(up.legs[1]));

    let reach = joints("hamstring-stretch", 1.0);
    within("hamstring-stretch", "the back is long", 170.0..=180.0, angle(reach.hip, reach.waist, reach.chest));
    within("hamstring-stretch", "the leg is straight", 172.0..=180.0, knee(reach.legs[1]));
    let shin = reach.legs[1];
    within("hamstring-stretch", "the hands are at the shin", shin.middle.x..=shin.end.x - 2.0, reach.arms[1].end.x);

    let stretch = joints("hip-flexor-stretch", 1.0);
    let thigh = (stretch.legs[1].middle - stretch.legs[1].root).heading().abs();
    within("hip-flexor-stretch", "forward a little", 150.0..=168.0, thigh);
    within("hip-flexor-stretch", "the trunk is upright", -3.0..=6.0, (stretch.chest - stretch.hip).heading());

    let down = joints("squat", 1.0);
    within("squat", "nearly parallel", 0.0..=6.0, down.legs[1].root.y - down.legs[1].middle.y);

    let up = joints("lying-leg-raise", 1.0).legs[1];
    within("lying-leg-raise", "hip width or a little more", 12.0..=24.0, up.end.y - up.root.y);

    let (tall, hinge) = (joints("standing-hamstring-stretch", 0.0), joints("standing-hamstring-stretch", 1.0));
    for pose in [&tall, &hinge] {
        within("standing-hamstring-stretch", "the heel on the step, which is 11 high", 11.5..=13.5, pose.legs[1].end.y);
        within("standing-hamstring-stretch", "the knee is straight", 172.0..=180.0, knee(pose.legs[1]));
    }
    within("standing-hamstring-stretch", "the heel stays", 0.0..=0.6, (tall.legs[1].end - hinge.legs[1].end).length());

    for id in ["clamshell", "banded-clamshell"] {
        for pose in [joints(id, 0.0), joints(id, 1.0)] {
            within(id, "the knees are bent", 40.0..=120.0, knee(pose.legs[1]));
            within(id, "the feet are together", 0.0..=5.0, (pose.legs[0].end - pose.legs[1].end).length());
        }
    }

    let back = joints("standing-hip-extension", 1.0);
    let thigh = (back.legs[1].middle - back.legs[1].root).heading().abs();
    within("standing-hip-extension", "a small way", 155.0..=172.0, thigh);

    for at in [0.0, 0.5, 1.0] {
        let joints = joints("chin-tuck", at);
        within("chin-tuck", "the head is above the chest all the way", 7.0..=12.0, joints.head.y - joints.chest.y);
    }
    let ahead = joints("band-external-rotation", 0.5).arms[1];
    within("band-external-rotation", "the forearm does not drop", 0.0..=5.0, (ahead.end - ahead.middle).length());

    let lunge = joints("side-lunge", 1.0);
    within("side-lunge", "chest up", -8.0..=8.0, (lunge.chest - lunge.hip).heading());
    within("side-lunge", "the other leg is straight", 172.0..=180.0, knee(lunge.legs[0]));
}

/// Movements that would be dangerous if they were read otherwise.
#[test]
fn a_movement_is_what_its_words_say() {
    let figure = |id: &str| bundled().into_iter().find(|(name, _)| *name == id).expect("it is bundled").1;
    let moments = |figure: &Figure| (0..figure.moves() * 8).map(|step| f32::from(step) / 8.0).collect::<Vec<_>>();

    let climb = figure("stair-climb");
    let path: Vec<Point> = moments(climb).into_iter().map(|at| rig(climb).joints(at).hip).collect();
    assert!(path.windows(2).all(|at| at[1].x >= at[0].x && at[1].y >= at[0].y), "stairs are climbed forward: {path:?}");

    let turn = figure("push-up-rotation");
    let [plank, open] = [1.0, 2.0].map(|at| rig(turn).joints(at));
    let width = |joints: &Joints| (joints.arms[1].root - joints.arms[0].root).length();
    assert!(width(&plank) < 0.1 && width(&open) > 15.0, "the chest turns from the floor to the side");
    let arm = open.arms[1];
    assert!((arm.end.x - arm.root.x).abs() < 4.0 && arm.end.y > arm.root.y + 30.0, "the arm is up: {arm:?}");

    let dip = figure("triceps-dip");
    for at in moments(dip) {
        let arm = rig(dip).joints(at).arms[1];
        assert!(angle(arm.root, arm.middle, arm.end) > 85.0 && arm.middle.y < arm.root.y, "an elbow at {at}: {arm:?}");
    }

    let burpee = rig(figure("burpee")).joints(0.0);
    assert!(burpee.legs[1].end.y < 3.0 && burpee.hip.y > 50.0, "it starts standing on the floor");

    let rise = figure("sit-to-stand");
    let lean = rig(rise).joints(1.0);
    assert!(lean.head.x > lean.toes[1].x - 4.0 && lean.hip.y < 34.0, "nose over toes before the hips rise");
}

#[test]
fn a_trunk_that_is_turned_is_seen_from_the_side() {
    let pose = |keys: &str| {
        let lines = format!("view = \"front\"\ncycle = [\"a\"]\n[figure.pose.a]\npin = {{ hip = [50, 60] }}\n{keys}");
        rig(&drawn(&lines).0.expect("it is drawn")).joints(0.0)
    };
    let width = |joints: &Joints| joints.arms[1].root.x - joints.arms[0].root.x;
    let (ahead, aside) = (pose(""), pose("twist = [0, 90]"));
    assert!(width(&ahead) > 15.0 && width(&aside).abs() < 0.01);
    assert!((ahead.legs[1].root - aside.legs[1].root).length() < 0.01, "the hips stay");
    assert_eq!(reported(&format!("{GOOD}twist = 20")), ["8:1 bad-figure: unknown key `twist`"]);
}

#[test]
fn a_bone_of_negative_length_points_the_opposite_way() {
    let lines = format!("{}arms = [[180, -1], [0, 1]]\n", GOOD.replace("hip = [50, 51.4]", "hip = [50, 60]"));
    let (figure, found) = drawn(&lines);
    assert!(found.is_empty(), "{found:?}");
    let figure = figure.expect("it is drawn");
    let arm = rig(&figure).joints(1.0).arms[1];
    assert!(arm.end.y > arm.root.y + 30.0, "{arm:?}");
    // Halfway it points at the viewer, and does not swing through the picture.
    let arm = rig(&figure).joints(0.5).arms[1];
    assert!((arm.middle - arm.root).length() < 0.01, "{arm:?}");
}

#[test]
fn a_movement_that_starts_over_has_no_way_back() {
    let lines = "cycle = [\"a\", \"b\", \"c\"]\n[figure.pose.a]\npin = { hip = [50, 52] }\n[figure.pose.b]\npin = { hip = [60, 52] }\n[figure.pose.c]\npin = { hip = [70, 52] }\n";
    let hip = |lines: &str, at: f32| rig(&drawn(lines).0.expect("it is drawn")).joints(at).hip.x;
    let over = format!("restart = true\n{lines}");
    let figure = drawn(&over).0.expect("it is drawn");
    assert_eq!((figure.moves(), figure.pose(1.5)), (2, ("c".to_owned(), 0.5)));
    assert_eq!((hip(&over, 1.0), hip(&over, 1.5), hip(&over, 2.0)), (60.0, 65.0, 50.0));
    assert_eq!((hip(lines, 2.0), hip(lines, 2.5)), (70.0, 60.0));
}

#[test]
fn the_far_end_is_the_middle_of_the_movement() {
    let far = |id: &str| LIBRARY.figure(id).expect("it is bundled").far();
    assert_eq!((far("squat"), far("sit-to-stand"), far("standing-march")), (1.0, 2.0, 1.0));
    let figure = LIBRARY.figure("sit-to-stand").expect("it is bundled");
    let is_start = |at: &f32| figure.other(*at) < 0.5;
    assert!([1.1, 2.0, 2.9].iter().all(is_start) && ![0.0, 0.9, 3.1].iter().any(is_start));
}

#[test]
fn bones_keep_their_length_and_feet_their_place() {
    for (name, figure) in bundled() {
        let rig = rig(figure);
        for step in 0..figure.moves() * 32 {
            let at = f32::from(step) / 32.0;
            let joints = rig.joints(at);
            let here = usize::from(step / 32);
            let (from, to) = (&rig.poses[here], &rig.poses[(here + 1) % rig.poses.len()]);
            if from.torso[0].factor.min(to.torso[0].factor) >= 1.0 {
                assert!(((joints.waist - joints.hip).length() - SPINE[0]).abs() < 0.01, "{name} at {at}");
            }
            for side in [0, 1] {
                let limbs = [
                    ("arm", ARM, joints.arms[side], from.arms[side], to.arms[side]),
                    ("leg", LEG, joints.legs[side], from.legs[side], to.legs[side]),
                ];
                for (limb, bones, chain, a, b) in limbs {
                    if !foreshortened(a) && !foreshortened(b) {
                        let off = length(bones, chain);
                        assert!(off < 0.05, "{name}: the {limb} is off by {off} at {at}");
                    }
                }
                if let (LimbPose::Planted(target, _), true) = (from.legs[side], from.legs[side] == to.legs[side]) {
                    let slid = (joints.legs[side].end - target.offset).length();
                    assert!(slid < 0.6, "{name}: a foot slides {slid} at {at}");
                }
            }
        }
    }
}

#[test]
fn no_joint_is_below_the_floor() {
    for (name, figure) in bundled().into_iter().filter(|(_, figure)| rig(figure).floor) {
        for step in 0..figure.moves() * 32 {
            let joints = rig(figure).joints(f32::from(step) / 32.0);
            let limbs = [0, 1].map(|side| [joints.arms[side].end, joints.legs[side].end, joints.toes[side]]);
            let lowest = limbs.into_iter().flatten().map(|point| point.y).fold(joints.hip.y, f32::min);
            assert!(lowest > -0.7, "{name}: {lowest} at {step}");
        }
    }
}

const GOOD: &str = "cycle = [\"down\", \"up\"]\n[figure.pose.down]\npin = { hip = [50, 51.4] }\n[figure.pose.up]\n";

#[test]
fn errors_are_reported_at_their_place() {
    let pose = |keys: &str| format!("cycle = [\"a\"]\n[figure.pose.a]\npin = {{ hip = [50, 60] }}\n{keys}");
    for (lines, expected) in [
        ("", "3:1 bad-figure: missing `pose`"),
        ("[figure.pose.a]\npin = { hip = 1 }", "3:1 bad-figure: missing `cycle`"),
        ("cycle = [\"a\", \"b\"]\n[figure.pose.a]\npin = { hip = 1 }", "4:15 bad-figure: unknown pose `b`"),
        ("cycle = [\"a\"]\n[figure.pose.a]\ntorso = 0", "5:1 bad-figure: missing `pin` in the first pose, `a`"),
        (
            "cycle = [\"a\"]\nview = \"sdie\"\n[figure.pose.a]\npin = { hip = 1 }",
            "5:8 bad-figure: invalid value `sdie`",
        ),
        (
            "cycle = [\"a\"]\nglow = [\"bum\"]\n[figure.pose.a]\npin = { hip = 1 }",
            "5:9 bad-figure: invalid value `bum`",
        ),
        ("frames = [\"\"]", "4:11 bad-figure: empty or oversized frame"),
        ("frames = [\"o\"]\nview = \"side\"", "5:1 bad-figure: `frames` conflicts with `view`"),
        ("frames = [\"\\u001b[31m\"]", "4:11 bad-figure: unsafe character <U+001B>"),
    ] {
        assert_eq!(reported(lines).first().map(String::as_str), Some(expected), "{lines}");
    }
    for (keys, expected) in [
        (
            "leg_near = { foot = [150, 2.4], knee = \"up\" }",
            "7:12 bad-figure: out of reach: the foot is 115 from the hip, the leg is 49 long",
        ),
        ("arms = { hand = \"nose\", elbow = \"up\" }", "7:17 bad-figure: invalid value `nose`"),
        ("arms = { hand = \"hand_near\", elbow = \"up\" }", "7:17 bad-figure: cannot plant a hand at this joint"),
        ("arms = { hand = \"hip\" }", "7:8 bad-figure: missing `elbow` of a planted limb"),
        ("arms = { hand = [1], elbow = \"up\" }", "7:17 bad-figure: expected `[x, y]`, found 1 number"),
        ("torso = nan", "7:9 bad-figure: nan is out of range"),
        ("torso = 1e30", "7:9 bad-figure: 1e30 is out of range"),
        ("torso = 99999999999", "7:9 bad-figure: 99999999999 is out of range"),
        ("torso = [1, 2, 3]", "7:9 bad-figure: expected two values, found 3"),
        ("legs = [[10, 2], 10]", "7:14 bad-figure: 2 is out of range"),
        ("knees = 3", "7:1 bad-figure: unknown key `knees`"),
        ("effort = \"much\"", "7:10 bad-figure: expected a number, found text"),
        ("leg_l = 180", "7:1 bad-figure: unknown key `leg_l`"),
        (
            "leg_near = { foot = [50, 12], knee = \"right\" }",
            "7:12 odd-figure: nearly straight leg: will be drawn slightly bent",
        ),
    ] {
        assert_eq!(reported(&pose(keys)), [expected], "{keys}");
    }
    let low = "cycle = [\"a\"]\n[figure.pose.a]\npin = { hip = [50, 20] }";
    assert_eq!(reported(low), ["5:1 bad-figure: an ankle goes 29 below the floor in the move from this pose"]);
    let held =
        "cycle = [\"a\"]\n[figure.pose.a]\npin = { ankle_near = 50 }\nlegs = { foot = [50, 2.4], knee = \"up\" }";
    assert_eq!(reported(held), ["6:7 bad-figure: cannot pin a planted leg"]);
}

#[test]
fn four_thousand_poses_are_one_error() {
    let mut lines = "cycle = [\"p1\"]\n".to_owned();
    lines.extend((0..4_000).map(|pose| format!("[figure.pose.p{pose}]\n")));
    assert_eq!(reported(&lines), ["5:9 bad-figure: expected 1 to 12 poses, found 4000"]);
}

#[test]
fn an_invalid_figure_does_not_stop_a_session() {
    for block in ["[[exercise]]", "[[block]]\n[[block.exercise]]"] {
        let figure = block.split('\n').next_back().unwrap().replace("[[", "[").replace("]]", ".figure]");
        for lines in ["figure = \"sqat\"".to_owned(), format!("{figure}\ncycle = 3")] {
            let text = format!("name = \"x\"\n{block}\nname = \"y\"\nreps = 10\n{lines}\n");
            let checked = routine::read(Source { name: "a.toml", text: &text }, &LIBRARY, &Cues::default());
            let codes: Vec<&str> = checked.found.iter().map(|found| found.code.name()).collect();
            assert!(!codes.is_empty() && codes.iter().all(|code| *code == "bad-figure"), "{text}{codes:?}");
            assert!(checked.routine.expect("it is played").exercises().all(|exercise| exercise.figure.is_none()));
        }
    }
}

#[test]
fn figures_are_lent() {
    let text =
        "name = \"x\"\n[[exercise]]\nname = \"y\"\nreps = 10\nfigure = \"squat\"\n[[exercise]]\nuse = \"clamshell\"\n";
    let checked = routine::read(Source { name: "a.toml", text }, &LIBRARY, &Cues::default());
    assert!(checked.found.is_empty());
    let routine = checked.routine.expect("it has no error");
    let figures: Vec<_> = routine.exercises().map(|exercise| exercise.figure().cloned()).collect();
    assert_eq!(figures, [LIBRARY.figure("squat").cloned(), LIBRARY.figure("clamshell").cloned()]);
    let mut library = Library::bundled();
    for (name, other) in [("a", "b"), ("b", "a")] {
        let text = format!("name = \"x\"\nreps = 1\nfigure = \"{other}\"\n");
        library.add(name, Source { name, text: &text });
    }
    assert_eq!(library.figure("a"), None);
}

fn picture(figure: &Figure, dots: Dots, colours: Colours, size: Size, at: f32, flip: bool) -> Buffer {
    let palette = Palette::new(colours, false);
    let mut buffer = Buffer::empty(Rect::new(0, 0, size.width, size.height));
    let area = buffer.area;
    Drawing::new(figure, dots, &palette).at(at).ghost(Some(1.0)).flip(flip).render(area, &mut buffer);
    buffer
}

fn text(buffer: &Buffer) -> String {
    let width = usize::from(buffer.area.width);
    let rows = buffer.content.chunks(width).map(|row| {
        let row: String = row.iter().map(|cell| if cell.bg == Color::Reset { cell.symbol() } else { "#" }).collect();
        row.trim_end().to_owned()
    });
    rows.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_bridge_in_points() {
    let figure = LIBRARY.figure("glute-bridge").unwrap();
    let palette = Palette::new(Colours::None, false);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 24, 10));
    Drawing::new(figure, Dots::Braille, &palette).at(1.0).render(buffer.area, &mut buffer);
    insta::assert_snapshot!(text(&buffer), @r#"




                     ⢀⣀⣤⣴⣤⡀
                ⣀⣤⣴⣶⣿⣿⣿⣿⣿⣿⡇
          ⢀⣀⣤⣴⣶⣿⣿⢟⢕⠕⠕⠋⠉ ⣿⣿⠃
    ⣠⣶⣶⣆⣤⣾⣿⣿⣿⣿⠿⠛⠋⠁      ⣿⣿
    ⠻⣿⡿⠋⠙⠛⠛⠻⠿⠷⣶⣶⣦⣤⣤     ⢿⣿⣤⣤
    ⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉
    "#);
    assert!(buffer.content.iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset));
}

#[test]
fn a_picture_of_characters_is_shown_by_its_phase() {
    let (figure, found) = drawn("frames = [\"\"\"\n o\n/|\\\\\n\"\"\", \"\"\"\n\\\\o/\n |\n\"\"\"]");
    assert!(found.is_empty(), "{found:?}");
    let figure = figure.unwrap();
    let shown = |at| {
        let buffer = picture(&figure, Dots::Quadrants, Colours::Indexed, Size::new(3, 2), at, false);
        buffer.content.iter().map(Cell::symbol).collect::<String>()
    };
    assert_eq!([0.0, 0.4, 0.6, 1.4, 1.6].map(shown), [" o /|\\", " o /|\\", "\\o/ | ", "\\o/ | ", " o /|\\"]);
}

#[test]
fn octants_that_terminals_lack_are_never_drawn() {
    let lacking = ['\u{1CEA8}', '\u{1CEAB}', '\u{1CEA3}', '\u{1CEA0}'];
    for colours in [Colours::Indexed, Colours::Sixteen, Colours::None] {
        for (name, figure) in bundled() {
            for step in 0..figure.moves() * 2 {
                let at = f32::from(step) / 2.0;
                let buffer = picture(figure, Dots::Octants, colours, Size::new(40, 16), at, false);
                let all = buffer.content.iter().flat_map(|cell| cell.symbol().chars());
                assert!(!all.into_iter().any(|symbol| lacking.contains(&symbol)), "{name} at {at}");
                // A full cell is a space with a background: a block has hairlines between two rows.
                let is_block = buffer.content.iter().any(|cell| cell.symbol() == "█");
                assert!(colours == Colours::None || !is_block, "{name} at {at}");
            }
        }
    }
}

#[test]
fn the_terminals_own_colour_is_never_behind_a_shape() {
    for (name, figure) in bundled() {
        let buffer = picture(figure, Dots::Quadrants, Colours::Sixteen, Size::new(40, 16), 0.0, false);
        let painted = buffer.content.iter().filter(|cell| cell.symbol() != " " || cell.bg != Color::Reset);
        assert!(painted.count() > 20, "{name}");
    }
}

proptest! {
    #[test]
    fn no_size_and_no_moment_panics(
        which in any::<prop::sample::Index>(),
        width in 0u16..200,
        height in 0u16..60,
        at in prop_oneof![0.0f32..4.0, any::<f32>()],
        dots in prop::sample::select(vec![Dots::Quadrants, Dots::Octants, Dots::Braille]),
        flip in any::<bool>(),
    ) {
        let all = bundled();
        let (_, figure) = which.get(&all);
        let buffer = picture(figure, dots, Colours::Indexed, Size::new(width, height), at, flip);
        prop_assert_eq!(buffer.area, Rect::new(0, 0, width, height));
    }

    #[test]
    fn no_numbers_panic(
        pin in prop::array::uniform2(-300.0f32..300.0),
        angles in prop::array::uniform4(-720.0f32..720.0),
        foot in prop::array::uniform2(-300.0f32..300.0),
        at in 0.0f32..2.0,
    ) {
        let [x, y] = pin;
        let [a, b, c, d] = angles;
        let [u, v] = foot;
        let lines = format!(
            "floor = false\ncycle = [\"a\", \"b\"]\n[figure.pose.a]\npin = {{ hip = [{x:.1}, {y:.1}] }}\ntorso = [{a:.1}, {b:.1}]\nlegs = {c:.1}\n[figure.pose.b]\narms = {d:.1}\nleg_near = {{ foot = [{u:.1}, {v:.1}], knee = [{a:.1}, {b:.1}] }}\n"
        );
        let (figure, found) = drawn(&lines.replace("knee = [", "knee = [0, 0] }\n# ["));
        let figure = figure.ok_or_else(|| TestCaseError::fail(format!("{found:?}")))?;
        let size = Size::new(40, 16);
        let joints = rig(&figure).joints(at);
        prop_assert!(joints.head.x.is_finite() && joints.legs[1].middle.y.is_finite());
        picture(&figure, Dots::Quadrants, Colours::Indexed, size, at, false);
    }

    #[test]
    fn no_figure_of_any_text_panics(text in "[a-z_=\\[\\]{}\", 0-9.\n-]{0,200}") {
        let (figure, _) = drawn(&text);
        if let Some(figure) = figure {
            picture(&figure, Dots::Octants, Colours::Indexed, Size::new(30, 12), 0.5, false);
        }
    }
}

#[test]
fn a_good_figure_has_no_diagnostics() {
    assert_eq!(reported(GOOD), Vec::<String>::new());
}

/// A player of a routine with these exercises, moved to a step.
fn player(exercises: &str, step: usize) -> Player {
    let text = format!("name = \"x\"\n{exercises}\n");
    let checked = routine::read(Source { name: "a.toml", text: &text }, &LIBRARY, &Cues::default());
    let plan = Arc::new(Plan::new(&checked.routine.expect("it has no error")));
    let (mut player, _) = Player::start(plan, Duration::ZERO);
    for _ in 0..step {
        player.act(Command::Next, Duration::ZERO);
    }
    player
}

#[test]
fn a_figure_moves_only_while_a_limb_does() {
    let frames = |player: &Player, from: u64, to: u64| {
        let mut at = Duration::from_secs(from);
        let mut count = 0;
        while let Some(next) = motion::moment(player, at, FRAME).and_then(|moment| moment.next) {
            at += next.max(Duration::from_millis(1));
            if at > Duration::from_secs(to) {
                break;
            }
            count += 1;
        }
        count
    };
    let squat = "[[exercise]]\nuse = \"squat\"\nsets = 2\n";
    // Get ready: the end of the movement is shown as a ghost, and nothing moves.
    let ready = motion::moment(&player(squat, 0), Duration::ZERO, FRAME).expect("there is a figure");
    assert_eq!((ready.at, ready.ghost, ready.next), (0.0, Some(1.0), None));
    let rest = player(squat, 2);
    assert_eq!((rest.step().map(|step| step.kind), frames(&rest, 0, 20)), (Some(Kind::Rest), 0));
    // Down 2 s, hold 1 s, up 2 s: twelve frames a second, and none during the hold.
    let work = player(squat, 1);
    assert!((46..=52).contains(&frames(&work, 0, 5)), "{}", frames(&work, 0, 5));
    let mut paused = work.clone();
    paused.act(Command::Pause, Duration::from_secs(1));
    let still = motion::moment(&paused, Duration::from_secs(3), FRAME).expect("there is a figure");
    assert!((still.at - 0.5).abs() < 0.05 && still.ghost.is_some() && still.next.is_none());
    // A hold moves into position in 2 s and stays there.
    let hold = player("[[exercise]]\nuse = \"hip-flexor-stretch\"\n", 1);
    assert!((24..=25).contains(&frames(&hold, 0, 30)) && frames(&hold, 2, 30) == 0);
    // The other side is the mirrored picture.
    let flips: Vec<bool> = [1, 3]
        .map(|step| player("[[exercise]]\nuse = \"clamshell\"\n", step))
        .iter()
        .map(|player| motion::moment(player, Duration::ZERO, FRAME).is_some_and(|moment| moment.flip))
        .collect();
    assert_eq!(flips, [true, false]);
}

#[test]
fn the_other_side_is_the_picture_turned_around() {
    let size = Size::new(41, 16);
    for (name, figure) in bundled() {
        // Braille dots are not mirrored as characters, but the outline is.
        let painted = |flip| -> Vec<bool> {
            let buffer = picture(figure, Dots::Quadrants, Colours::Indexed, size, 1.0, flip);
            buffer.content.iter().map(|cell| cell.symbol() != " " || cell.bg != Color::Reset).collect()
        };
        let right = painted(false);
        let turned: Vec<bool> =
            painted(true).chunks(41).flat_map(|row| row.iter().rev().copied().collect::<Vec<_>>()).collect();
        let differs = right.iter().zip(&turned).filter(|(a, b)| a != b).count();
        assert!(differs < 30, "{name}: {differs}");
    }
}
