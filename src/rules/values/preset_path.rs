use crate::finding::Applicability;
use crate::model::Pack;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a path under `remove` of a preset that has brackets or quotes and matches nothing in the
    /// values or in what presets add. `$[]`, which matches every item of a list, is not reported.
    ///
    /// ## Why it is bad
    /// The preset removes nothing. A dot within a key is written `\.`, without quotes and brackets.
    ///
    /// ## Use instead
    /// Write `manifests.demo.annotations.a\.io/b` for the key `a.io/b`, and `list.0` for the first item.
    ///
    /// ## Source
    /// Palette documentation, *Pack constraints*: the paths of presets; those of the public packs.
    id: "preset-path",
    severity: Info,
    fix: Sometimes,
    summary: "path under remove of a preset that is quoted and matches nothing",
    check: Pack(check),
}

fn check(pack: &Pack, out: &mut Sink) {
    for (path, place, plain) in &pack.notes.quoted_paths {
        let message = format!("{path} matches nothing in the values or in a preset");
        let finding = out.report(*place, message);
        finding.help("write a dot inside a key as `\\.`; brackets and quotes are part of the key");
        match plain {
            Some(plain) => finding.label(format!("did you mean {plain}?")).fix(
                Applicability::Unsafe,
                *place,
                format!("'{plain}'"),
            ),
            None => finding.label("removes nothing"),
        };
    }
}
