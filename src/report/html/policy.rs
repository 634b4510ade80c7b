//! The page's Content-Security-Policy. It allows nothing except the page's own styles and script, by
//! their hashes, so that markup from the input would do nothing even if it got into a page.

/// SHA-256 of `style.css`, `paint.css` and `script.js`, in Base64; a test computes them again.
const HASHES: [&str; 3] = [
    "fkYz2ai8sUUejOEogjIjx1efuXTWmOnI8uYPr3RSzhs=",
    "AihGjWDczr9y1gDMsVEmD2EgGYwCVScLetgi6HFipRc=",
    "DiQgB/AmX+37LYotpkrVDf3/EfkTvXieOmY4zEvammE=",
];

pub(crate) fn policy() -> String {
    let [style, paint, script] = HASHES.map(|hash| format!("'sha256-{hash}'"));
    format!(
        "default-src 'none'; style-src {style} {paint}; script-src {script}; base-uri 'none'; form-action 'none'"
    )
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64;
    use sha2::{Digest as _, Sha256};

    use crate::report::html::policy::HASHES;
    use crate::report::html::{SCRIPT, STYLE};
    use crate::report::plan::picture::PAINT;

    #[test]
    fn hashes_are_those_of_the_files() {
        let hash = |text: &str| BASE64.encode(&Sha256::digest(text));
        assert_eq!(HASHES, [STYLE, PAINT, SCRIPT].map(hash));
    }
}
