//! The hours of the day in which reminders are sent.

use std::fmt;

use jiff::civil::Time;

/// Hours of the day, in minutes after midnight; they span midnight if the end is before the beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    from: u16,
    to: u16,
}

/// The minutes of a day.
const DAY: u16 = 24 * 60;

impl Default for Hours {
    fn default() -> Self {
        Hours { from: 0, to: DAY }
    }
}

impl Hours {
    /// Reads `9:00-18:00`; the minutes may be left out.
    pub fn parse(text: &str) -> Option<Hours> {
        let (from, to) = text.split_once(['-', '–'])?;
        let (from, to) = (minutes(from.trim())?, minutes(to.trim())?);
        (from != to && from < DAY && to > 0).then_some(Hours { from, to })
    }

    /// Whether a time of day is within these hours.
    pub fn contains(self, time: Time) -> bool {
        // Both are less than the minutes of a day.
        let minute = u16::try_from(i32::from(time.hour()) * 60 + i32::from(time.minute())).unwrap_or(0);
        let (after, before) = (minute >= self.from, minute < self.to);
        if self.from < self.to { after && before } else { after || before }
    }

    /// The time of day at which they begin.
    pub fn begin(self) -> String {
        clock(self.from)
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", clock(self.from), clock(self.to))
    }
}

fn clock(minutes: u16) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

fn minutes(text: &str) -> Option<u16> {
    let number = |text: &str| text.parse::<u16>().ok().filter(|_| text.len() <= 2 && !text.starts_with('+'));
    let (hours, minutes) = text.split_once(':').unwrap_or((text, "00"));
    let total = number(hours)? * 60 + number(minutes).filter(|at| *at < 60 && minutes.len() == 2)?;
    (total <= DAY).then_some(total)
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;

    #[test]
    fn hours_are_read() {
        for (text, shown) in [
            ("9:00-18:00", "9:00-18:00"),
            ("9-18", "9:00-18:00"),
            ("08:30 – 24:00", "8:30-24:00"),
            ("22-6", "22:00-6:00"),
        ] {
            assert_eq!(Hours::parse(text).unwrap().to_string(), shown, "{text}");
        }
        for bad in [
            "",
            "9",
            "9-",
            "-18",
            "9-9",
            "24-6",
            "9-0",
            "9-25",
            "9:5-18",
            "9:60-18",
            "+9-18",
            "a-b",
            "9:00:00-18",
            "999-1",
        ] {
            assert_eq!(Hours::parse(bad), None, "{bad}");
        }
        let night = Hours::parse("22-6").unwrap();
        let inside = [0, 5, 6, 12, 21, 22, 23].map(|hour| night.contains(time(hour, 0, 0, 0)));
        assert_eq!(inside, [true, true, false, false, false, true, true]);
        assert!(Hours::default().contains(time(23, 59, 59, 0)) && Hours::default().contains(Time::midnight()));
    }
}
