//! All rules as one page in Markdown: `docs/rules.md`.

use std::fmt::Write as _;

use super::RULES;
use super::declare::Group;

/// The page: a table for each group, then every rule's own page.
pub fn rules_page() -> String {
    let mut page = String::from(
        "# Rules\n\n\
         All rules, by group. `packlint explain RULE` prints the page of one rule.\n",
    );
    let of = |group: Group| RULES.iter().filter(move |rule| rule.group == group);
    for group in Group::ALL {
        let _ = write!(
            page,
            "\n## {}\n\n| rule | severity | reports | fix |\n| --- | --- | --- | --- |\n",
            group.title()
        );
        for rule in of(group) {
            let (severity, fix) = (rule.severity.name(), rule.fix.name());
            let _ = writeln!(
                page,
                "| [{id}](#{id}) | {severity} | {} | {fix} |",
                rule.summary,
                id = rule.id
            );
        }
    }
    page.push('\n');
    for rule in Group::ALL.into_iter().flat_map(of) {
        // Headings of a rule's own page are one level deeper here.
        for line in rule.page().lines() {
            let deeper = if line.starts_with('#') { "#" } else { "" };
            let _ = writeln!(page, "{deeper}{line}");
        }
        page.push('\n');
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}
