//! Functions on times. Those that look at the clock are not known.

use super::{Function, Invocation, MANY};
use crate::input::palette::hcl::eval::{Evaluated, Halt};

pub(super) const FUNCTIONS: &[Function] = &[
    ("timestamp", 0, 0, unknown),
    ("plantimestamp", 0, 0, unknown),
    ("uuid", 0, 0, unknown),
    ("bcrypt", 1, MANY, unknown),
];

fn unknown(_: &Invocation<'_, '_>) -> Evaluated {
    Err(Halt::unknown("its value differs in each Terraform run"))
}
