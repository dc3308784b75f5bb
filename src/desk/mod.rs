//! The sit timer: how long a person has been sitting, when the next break is due and when to remind them of it.
//!
//! A pure rule over clock readings. `ui::screens::desk` and `cli::plain` show it, and `storage::desk_lock` makes sure
//! that only one desk on a machine sends reminders. Uses [`base`](crate::base). Begin with [`sit_timer::SitTimer`].

pub mod hours;
pub mod sit_timer;
