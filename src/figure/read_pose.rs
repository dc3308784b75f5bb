//! The reader of poses: the keys that a pose gives, each with its position, and the complete pose that they make.

use std::ops::Range;

use toml::de::DeValue;

use super::{
    check::PoseSpans,
    point::Point,
    pose::{Bend, Joint, LimbPart, LimbPose, Pin, Pose, Segment, Target},
    rig::{Facing, View},
    value::{coordinate, offset, segment, segments, turns},
};
use crate::base::{
    diagnostic::Code,
    text,
    toml_reader::{self, At, Diagnostics, Fields},
};

/// The names of joints, which depend on the side from which the body is seen.
#[derive(Clone, Copy, Debug)]
pub(super) struct PoseNames {
    pub view: View,
}

const PARTS: [(&str, LimbPart); 9] = [
    ("ankle", LimbPart::Ankle),
    ("elbow", LimbPart::Elbow),
    ("hand", LimbPart::Hand),
    ("hip", LimbPart::Socket),
    ("knee", LimbPart::Knee),
    ("shin", LimbPart::Shin),
    ("shoulder", LimbPart::Shoulder),
    ("thigh", LimbPart::Thigh),
    ("toe", LimbPart::Toe),
];
const MIDDLES: [(&str, Joint); 4] =
    [("chest", Joint::Chest), ("head", Joint::Head), ("hip", Joint::Hip), ("waist", Joint::Waist)];

impl PoseNames {
    /// The names of the two sides.
    pub(super) fn sides(self) -> [&'static str; 2] {
        match self.view {
            View::Side => ["far", "near"],
            View::Front | View::Back => ["l", "r"],
        }
    }

    /// A word and its side: `leg_near`.
    pub(super) fn split(self, word: &str) -> Option<(&str, usize)> {
        let (base, side) = word.rsplit_once('_')?;
        Some((base, self.sides().iter().position(|name| *name == side)?))
    }

    /// A joint by its name.
    pub(super) fn joint(self, value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Option<Joint> {
        let word = toml_reader::text(value, toml_reader::NAME, diagnostics)?;
        let word = word.get_ref().as_str();
        let found = self.find(word);
        if found.is_none() {
            let [left, right] = self.sides();
            let sided = PARTS.iter().flat_map(|(name, _)| [format!("{name}_{left}"), format!("{name}_{right}")]);
            let all: Vec<String> = MIDDLES.iter().map(|(name, _)| (*name).to_owned()).chain(sided).collect();
            self.report_unknown(value, word, &all, diagnostics);
        }
        found
    }

    fn find(self, word: &str) -> Option<Joint> {
        if let Some((_, joint)) = MIDDLES.iter().find(|(name, _)| *name == word) {
            return Some(*joint);
        }
        let (base, side) = self.split(word)?;
        let (_, part) = PARTS.iter().find(|(name, _)| *name == base)?;
        Some(Joint::Limb(*part, side))
    }

    /// Reports an unknown word, with the nearest known one.
    pub(super) fn report_unknown(
        self,
        value: &At<DeValue<'_>>,
        word: &str,
        all: &[String],
        diagnostics: &mut Diagnostics<'_>,
    ) {
        let [left, right] = self.sides();
        diagnostics.report_with(&value.span(), Code::BadValue, || {
            let help = match text::nearest(word, all.iter().map(String::as_str)) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => {
                    format!("from this view the sides are `_{left}` and `_{right}`; expected one of {}", all.join(", "))
                }
            };
            (format!("invalid value `{word}`"), help)
        });
    }
}

/// The keys that a pose gives; the others are taken from the first pose.
#[derive(Clone, Debug, Default)]
pub(super) struct RawPose {
    /// The position of the pose's header.
    pub span: Range<usize>,
    pin: Option<At<Pin>>,
    torso: Option<[Segment; 2]>,
    head: Option<Segment>,
    arms: [Option<At<LimbPose>>; 2],
    legs: [Option<At<LimbPose>>; 2],
    feet: [Option<Segment>; 2],
    hands: [Option<Segment>; 2],
    shoulders: Option<Point>,
    turn: Option<f32>,
    twist: Option<[f32; 2]>,
    roll: Option<f32>,
    effort: Option<f32>,
}

impl RawPose {
    pub(super) fn read(fields: &Fields<'_>, names: PoseNames, diagnostics: &mut Diagnostics<'_>) -> RawPose {
        let sided = |base: &str| names.sides().map(|side| format!("{base}_{side}"));
        let (arms, legs, feet, hands) = (sided("arm"), sided("leg"), sided("foot"), sided("hand"));
        let whole = ["arms", "effort", "feet", "hands", "head", "legs", "pin", "roll", "shoulders", "torso", "turn"];
        let twist = (names.view != View::Side).then_some("twist");
        let limbs = [&arms, &legs, &feet, &hands].into_iter().flatten().map(String::as_str);
        let known: Vec<&str> = whole.into_iter().chain(twist).chain(limbs).collect();
        fields.only(&known, diagnostics);
        let limbs = |both: &str, each: &[String; 2], words: [&str; 2], diagnostics: &mut Diagnostics<'_>| {
            let both = fields.take(both).and_then(|v| limb(v, words, names, diagnostics));
            [0, 1].map(|side| {
                fields.take(&each[side]).and_then(|v| limb(v, words, names, diagnostics)).or_else(|| both.clone())
            })
        };
        let ends = |both: &str, each: &[String; 2], diagnostics: &mut Diagnostics<'_>| {
            let both = fields.take(both).and_then(|v| segment(v, diagnostics));
            [0, 1].map(|side| fields.take(&each[side]).and_then(|v| segment(v, diagnostics)).or(both))
        };
        RawPose {
            span: fields.span.clone(),
            pin: fields.take("pin").and_then(|v| pin(v, names, diagnostics)),
            torso: fields.take("torso").and_then(|v| segments(v, "[lower, upper]", diagnostics)),
            head: fields.take("head").and_then(|v| segment(v, diagnostics)),
            arms: limbs("arms", &arms, ["hand", "elbow"], diagnostics),
            legs: limbs("legs", &legs, ["foot", "knee"], diagnostics),
            feet: ends("feet", &feet, diagnostics),
            hands: ends("hands", &hands, diagnostics),
            shoulders: fields.take("shoulders").and_then(|v| offset(v, diagnostics)),
            turn: fields.take("turn").and_then(|v| toml_reader::number(v, -90.0, 90.0, diagnostics)),
            twist: fields.take("twist").and_then(|v| turns(v, diagnostics)),
            roll: fields.take("roll").and_then(|v| toml_reader::number(v, -3600.0, 3600.0, diagnostics)),
            effort: fields.take("effort").and_then(|v| toml_reader::number(v, 0.0, 1.0, diagnostics)),
        }
    }

    /// The complete pose: its own keys on top of those of the first pose, or of a standing body. `None` without a pin.
    pub(super) fn whole(&self, base: Option<&Pose>, view: View, facing: Facing) -> Option<Pose> {
        let down = [Segment::flat(180.0); 2];
        let feet = match (view, facing) {
            (View::Side, Facing::Left) => [Segment::flat(270.0); 2],
            (View::Side, _) => [Segment::flat(90.0); 2],
            _ => [Segment { angle: 255.0, factor: 0.45 }, Segment { angle: 105.0, factor: 0.45 }],
        };
        let pin = self.pin.as_ref().map(|pin| *pin.get_ref()).or(base.map(|base| base.pin))?;
        let torso = self.torso.or(base.map(|base| base.torso)).unwrap_or([Segment::flat(0.0); 2]);
        // The head continues the spine, unless a pose gives its direction.
        let follows = base.is_none_or(|base| base.head == base.torso[1]);
        let head = self.head.unwrap_or_else(|| base.filter(|_| !follows).map_or(torso[1], |base| base.head));
        let limb = |given: &Option<At<LimbPose>>, base: Option<LimbPose>| {
            given.as_ref().map(|limb| *limb.get_ref()).or(base).unwrap_or(LimbPose::Free(down))
        };
        Some(Pose {
            pin,
            torso,
            head,
            arms: [0, 1].map(|side| limb(&self.arms[side], base.map(|base| base.arms[side]))),
            legs: [0, 1].map(|side| limb(&self.legs[side], base.map(|base| base.legs[side]))),
            feet: [0, 1].map(|side| self.feet[side].or(base.map(|base| base.feet[side])).unwrap_or(feet[side])),
            hands: [0, 1].map(|side| self.hands[side].or(base.and_then(|base| base.hands[side]))),
            shoulders: self.shoulders.or(base.map(|base| base.shoulders)).unwrap_or_default(),
            turn: self.turn.or(base.map(|base| base.turn)).unwrap_or(0.0),
            twist: self.twist.or(base.map(|base| base.twist)).unwrap_or_default(),
            roll: self.roll.or(base.map(|base| base.roll)).unwrap_or(0.0),
            effort: self.effort.or(base.map(|base| base.effort)).unwrap_or(0.0),
        })
    }

    /// The positions that the checks report; `base` is the first pose.
    pub(super) fn places(&self, base: &RawPose) -> PoseSpans {
        let limb = |own: &Option<At<LimbPose>>, base: &Option<At<LimbPose>>| {
            own.as_ref().or(base.as_ref()).map_or(self.span.clone(), At::span)
        };
        PoseSpans {
            pose: self.span.clone(),
            pin: self.pin.as_ref().or(base.pin.as_ref()).map_or(self.span.clone(), At::span),
            arms: [0, 1].map(|side| limb(&self.arms[side], &base.arms[side])),
            legs: [0, 1].map(|side| limb(&self.legs[side], &base.legs[side])),
        }
    }
}

/// An arm or a leg; `end` and `middle` are the keys of a planted one.
fn limb(
    value: &At<DeValue<'_>>,
    [end, middle]: [&str; 2],
    names: PoseNames,
    diagnostics: &mut Diagnostics<'_>,
) -> Option<At<LimbPose>> {
    if !value.get_ref().is_table() {
        let shape = format!("[upper, lower], or {{ {end} = [x, y], {middle} = \"up\" }}");
        return Some(At::new(value.span(), LimbPose::Free(segments(value, &shape, diagnostics)?)));
    }
    let fields = Fields::of(value, "", diagnostics)?;
    fields.only(&[end, middle], diagnostics);
    let mut need = |key: &str, help: &str| {
        let value = fields.take(key);
        if value.is_none() {
            fields.missing(&format!("missing `{key}` of a planted limb"), help, diagnostics);
        }
        value
    };
    let target_of = need(end, &format!("write {end} = [x, y], or the name of a joint"));
    let bend_of = need(middle, &format!("write {middle} = \"up\", \"down\", \"left\" or \"right\""));
    let target =
        target_of.and_then(|v| target(v, |joint, diagnostics| anchor(joint, end, names, diagnostics), diagnostics));
    let bend = bend_of.and_then(|v| bend(v, diagnostics));
    Some(At::new(value.span(), LimbPose::Planted(target?, bend?)))
}

/// `[x, y]`, a joint, or a joint and an offset from it.
pub(super) fn target(
    value: &At<DeValue<'_>>,
    joint: impl Fn(&At<DeValue<'_>>, &mut Diagnostics<'_>) -> Option<Joint>,
    diagnostics: &mut Diagnostics<'_>,
) -> Option<Target> {
    if value.get_ref().is_str() {
        return Some(Target { from: Some(joint(value, diagnostics)?), offset: Point::default() });
    }
    let entries = toml_reader::entries(value, "[x, y], or [\"chest\", x, y]", diagnostics)?;
    match entries.iter().collect::<Vec<_>>()[..] {
        [from, x, y] => {
            let from = joint(from, diagnostics);
            let (x, y) = (coordinate(x, diagnostics), coordinate(y, diagnostics));
            Some(Target { from: Some(from?), offset: Point::new(x?, y?) })
        }
        _ => Some(Target { from: None, offset: offset(value, diagnostics)? }),
    }
}

/// A joint that an end can be planted at: one that is solved before the limb.
fn anchor(value: &At<DeValue<'_>>, end: &str, names: PoseNames, diagnostics: &mut Diagnostics<'_>) -> Option<Joint> {
    let joint = names.joint(value, diagnostics)?;
    let bad = match joint {
        Joint::Limb(LimbPart::Elbow | LimbPart::Hand, _) => true,
        Joint::Limb(LimbPart::Shoulder | LimbPart::Socket, _) => false,
        Joint::Limb(..) => end == "foot",
        _ => false,
    };
    if bad {
        let help = if end == "foot" { "plant a foot at the torso" } else { "plant a hand at the torso or at a leg" };
        diagnostics.report(&value.span(), Code::BadValue, &format!("cannot plant a {end} at this joint"), help);
    }
    (!bad).then_some(joint)
}

fn bend(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Option<Bend> {
    if value.get_ref().is_array() {
        return Some(Bend::Middle(offset(value, diagnostics)?));
    }
    let words = [("down", (0.0, -1.0)), ("left", (-1.0, 0.0)), ("right", (1.0, 0.0)), ("up", (0.0, 1.0))];
    let (x, y) = toml_reader::word(value, &words, diagnostics)?.into_inner();
    Some(Bend::Toward(Point::new(x, y)))
}

/// `{ hip = [x, y] }`, or `{ hip = x }` on the floor.
fn pin(value: &At<DeValue<'_>>, names: PoseNames, diagnostics: &mut Diagnostics<'_>) -> Option<At<Pin>> {
    const SHAPE: &str = "{ hip = [50, 51] }, or { hip = 50 } to stand on the floor";
    let fields = Fields::of(value, SHAPE, diagnostics)?;
    let all: Vec<_> = fields.all().collect();
    let [(name, span, place)] = &all[..] else {
        let message = format!("pin exactly one joint (found {})", all.len());
        diagnostics.report(&value.span(), Code::BadValue, &message, &format!("write pin = {SHAPE}"));
        return None;
    };
    let joint = names.find(name).filter(|joint| {
        matches!(joint, Joint::Hip | Joint::Waist | Joint::Chest | Joint::Limb(LimbPart::Knee | LimbPart::Ankle, _))
    });
    let Some(joint) = joint else {
        let [left, right] = names.sides();
        let help = format!("write hip, waist, chest, knee_{left}, knee_{right}, ankle_{left} or ankle_{right}");
        diagnostics.report(span, Code::BadValue, &format!("cannot pin `{name}`"), &help);
        return None;
    };
    let pin = if place.get_ref().is_array() {
        let place = offset(place, diagnostics)?;
        Pin { joint, x: place.x, y: Some(place.y) }
    } else {
        Pin { joint, x: coordinate(place, diagnostics)?, y: None }
    };
    Some(At::new(value.span(), pin))
}
