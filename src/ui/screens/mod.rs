//! The screens: each with its state, its actions and its drawing together.

mod flash;
mod guide;
mod tabs;
pub mod feedback;
pub mod help;
pub mod history;
pub mod library;
pub mod resume_prompt;
pub mod summary;
pub mod session;
pub mod stats;
pub mod desk;
