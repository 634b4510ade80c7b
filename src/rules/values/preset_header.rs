use crate::finding::Applicability;
use crate::model::Pack;
use crate::rules::Sink;
use crate::text::all_of_many;

rule! {
    /// ## What it does
    /// Reports entries of the comment `# spectrocloud.com/enabled-presets: GROUP:NAME, …` above the values
    /// that name no preset of the pack's presets.yaml.
    ///
    /// ## Why it is bad
    /// Palette shows the presets in this comment as selected. An unknown name selects nothing. Usually the
    /// comment was copied from another pack, or a preset was renamed.
    ///
    /// ## Use instead
    /// Write group and name as presets.yaml has them, or remove the entry.
    ///
    /// ## Source
    /// Palette documentation, *Pack constraints*: presets; the headers of the public packs.
    id: "preset-header",
    severity: Warning,
    fix: Sometimes,
    summary: "enabled preset that the pack does not have",
    check: Pack(check),
}

fn check(pack: &Pack, out: &mut Sink) {
    let unknown = &pack.notes.unknown_presets;
    for (name, place, near) in unknown {
        let Some(near) = near else { continue };
        out.report(*place, message(&[name.as_str()]))
            .label(format!("did you mean '{near}'?"))
            .help(HELP)
            .fix(Applicability::Unsafe, *place, near.clone());
    }
    let others = || unknown.iter().filter(|(_, _, near)| near.is_none());
    let names: Vec<&str> = others().map(|(name, ..)| name.as_str()).collect();
    if let Some((_, first, _)) = others().next() {
        let finding = out.report(*first, message(&names));
        finding
            .label("no preset with this group and name")
            .help(HELP);
        for (_, place, _) in others().skip(1) {
            finding.related(*place, "also unknown");
        }
    }
}

const HELP: &str = "write GROUP:NAME as in presets.yaml, or remove the entry";

fn message(names: &[&str]) -> String {
    format!(
        "the header enables {}, which presets.yaml does not have",
        all_of_many(names)
    )
}
