//! The address bar of a subnet, in characters that read without colour.

use crate::summary::SubnetReport;
use crate::text::number;

/// Cells of a bar.
const CELLS: u64 = 24;

/// `[######++........]`: `#` what creation needs, `+` the headroom that an upgrade takes on top,
/// `.` free, `!` what does not fit.
pub(super) fn bar(subnet: &SubnetReport) -> String {
    let whole = subnet.supply.max(subnet.upgrade).max(1);
    // Rounded up, so that nothing that is there is drawn as nothing.
    let cells = |addresses: u64| (addresses * CELLS).div_ceil(whole).min(CELLS);
    let supply = subnet.supply * CELLS / whole;
    let (creation, upgrade) = (cells(subnet.creation), cells(subnet.upgrade));
    let cell = |at: u64| match at {
        at if at >= supply && at < upgrade => '!',
        at if at < creation => '#',
        at if at < upgrade => '+',
        _ => '.',
    };
    format!("[{}]", (0..CELLS).map(cell).collect::<String>())
}

/// The numbers beside the bar.
pub(super) fn numbers(subnet: &SubnetReport) -> String {
    let (creation, upgrade) = (number(subnet.creation), number(subnet.upgrade));
    let supply = number(subnet.supply);
    let rest = match subnet.supply.checked_sub(subnet.upgrade) {
        Some(free) => format!("{} free", number(free)),
        None => format!("{} missing", number(subnet.upgrade - subnet.supply)),
    };
    format!("{creation} used, {upgrade} with surge, of {supply}: {rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subnet(supply: u64, creation: u64, upgrade: u64) -> SubnetReport {
        SubnetReport {
            title: "workers".into(),
            range: "10.0.0.0/24".into(),
            size: supply + 5,
            supply,
            creation,
            upgrade,
        }
    }

    #[test]
    fn what_fits_and_what_does_not_are_told_apart() {
        assert_eq!(bar(&subnet(240, 120, 150)), "[############+++.........]");
        assert_eq!(bar(&subnet(120, 180, 240)), "[############!!!!!!!!!!!!]");
        assert_eq!(bar(&subnet(1000, 1, 2)), "[#.......................]");
        assert_eq!(
            numbers(&subnet(251, 232, 279)),
            "232 used, 279 with surge, of 251: 28 missing"
        );
    }
}
