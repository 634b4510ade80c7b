//! What a pack brings: charts, manifests, images.

use super::Defect;
use super::form::root_of;
use super::pack::{listed, manifest};
use super::syntax::misspelt;
use crate::defects::good::{Form, Good, pattern};
use crate::defects::mutant::{Change, Mutant};
use crate::defects::part::{Field, Part, Style};

pub const DEFECTS: &[Defect] = &[
    Defect {
        id: "chart-cut-short",
        says: "the archive of a chart is cut short",
        rule: "chart-archive",
        also: &[],
        make: |good| {
            archives(good, |bytes| {
                let mut short = bytes.to_vec();
                short.truncate(bytes.len() / 2);
                short
            })
        },
    },
    Defect {
        id: "chart-web-page",
        says: "an error page was downloaded instead of a chart's archive",
        rule: "chart-archive",
        also: &[],
        make: |good| {
            archives(good, |_| {
                b"<html><body>404: not found</body></html>\n".to_vec()
            })
        },
    },
    Defect {
        id: "chart-empty",
        says: "the archive of a chart is empty",
        rule: "chart-archive",
        also: &[],
        make: |good| archives(good, |_| Vec::new()),
    },
    Defect {
        id: "chart-key-misspelt",
        says: "the key of a chart is misspelt in the values",
        rule: "chart-unknown",
        also: &[],
        make: |good| {
            let keys = chart_keys(good).into_iter();
            keys.map(|(part, key)| good.edit(&part.file, key.key, misspelt(&key.name)))
                .collect()
        },
    },
    Defect {
        id: "chart-value-misspelt",
        says: "a key in the values of a chart is misspelt, and no template reads it",
        rule: "override-not-read",
        also: &[],
        make: |good| values_of_app(good, misspelt),
    },
    Defect {
        id: "chart-value-in-another-case",
        says: "a key in the values of a chart is in another case than the chart reads",
        rule: "override-not-read",
        also: &[],
        make: |good| values_of_app(good, |key| key.to_uppercase()),
    },
    Defect {
        id: "image-of-another-tag",
        says: "the list has an image with another tag than the values of the chart",
        rule: "image-unlisted",
        also: &[],
        make: |good| {
            let values = good
                .pack_file("values.yaml")
                .filter(|_| reads_single_values(good));
            let made = values.and_then(|file| {
                let text = good.text(&file);
                let listed = text.find("app:2.0.0")?;
                let tag = text.find("tag: 2.0.0")?;
                let edit = good.edit(&file, listed..listed + 9, "app:1.9.0");
                Some(edit.found_only_at(&file, tag))
            });
            made.into_iter().collect()
        },
    },
    Defect {
        id: "chart-schema-remote",
        says: "the schema of a chart refers to an address on the network",
        rule: "chart-schema-remote",
        also: &[],
        make: |good| {
            const SCHEMA: &[u8] = br#"{"$ref": "https://schemas.example.com/values.json"}"#;
            match reads_single_values(good) {
                true => archives(good, |bytes| with_schema(bytes, SCHEMA)),
                false => Vec::new(),
            }
        },
    },
    Defect {
        id: "manifest-value-renamed",
        says: "a manifest prints a value that is elsewhere in the values",
        rule: "manifest-value-missing",
        also: &[],
        make: |good| in_manifest(good, "service.http.port", "http.port"),
    },
    Defect {
        id: "manifest-braces-apart",
        says: "a formatter took the braces of a macro in a manifest apart",
        rule: "manifest-syntax",
        also: &[],
        make: |good| in_manifest(good, "{{ .Values.namespace }}", "{ { .Values.namespace } }"),
    },
    Defect {
        id: "chart-values-gone",
        says: "the values of a chart are taken out",
        rule: "chart-unwired",
        also: &[],
        make: |good| {
            let keys = chart_keys(good).into_iter();
            keys.filter_map(|(part, key)| {
                let charts = charts_key(good)?;
                Some(
                    good.unset(&part, &key.name)?
                        .found_only_at(&part.file, charts),
                )
            })
            .collect()
        },
    },
    Defect {
        id: "chart-values-empty",
        says: "the key of a chart has no values",
        rule: "chart-unwired",
        also: &[],
        make: |good| {
            // A key at the root that only these values read would be a second mistake.
            let reads_keys = |part: &Part, key: &Field| {
                good.text(&part.file)[key.value.clone()].contains(".spectro.pack.")
            };
            let keys = chart_keys(good).into_iter().filter(|(part, key)| {
                key.text.is_none() && key.value.len() > 2 && !reads_keys(part, key)
            });
            keys.map(|(part, key)| {
                good.edit(&part.file, key.value, "{}")
                    .found_only_at(&part.file, key.key.start)
            })
            .collect()
        },
    },
    Defect {
        id: "charts-key-missing",
        says: "the values of the charts are at the top level, not under charts",
        rule: "chart-unwired",
        // Said for each chart.
        also: &["chart-unwired"],
        make: |good| {
            let mut made = Vec::new();
            let charts = values_of(good, "", "charts").into_iter();
            for (root, charts) in charts.filter(|_| !chart_keys(good).is_empty()) {
                let values = &good.text(&root.file)[charts.value.clone()];
                let dedented = values.replace("\n  ", "\n");
                let range = charts.key.start..charts.value.end;
                made.push(
                    good.edit(&root.file, range, dedented)
                        .found_at_line(&root.file, 1),
                );
            }
            made
        },
    },
    Defect {
        id: "chart-added",
        says: "values are written for a chart that the pack does not have",
        rule: "chart-unknown",
        also: &[],
        make: |good| {
            let Some(file) = good.pack_file("values.yaml") else {
                return Vec::new();
            };
            let charts = good.parts(&file).into_iter().filter(|part| {
                part.path == "charts" && part.style == Style::Block && !chart_keys(good).is_empty()
            });
            charts
                .filter_map(|part| {
                    let mut at = part.fields.first()?.key.start;
                    at = good.text(&file)[..at]
                        .rfind('\n')
                        .map_or(0, |line| line + 1);
                    let indent = " ".repeat(part.fields.first()?.key.start - at);
                    Some(good.edit(
                        &file,
                        at..at,
                        format!("{indent}something-else:\n{indent}  enabled: true\n"),
                    ))
                })
                .collect()
        },
    },
    Defect {
        id: "chart-value-type",
        says: "a value breaks the chart's own values.schema.json",
        rule: "chart-values-schema",
        also: &[],
        make: |good| {
            // Which keys a chart's schema knows is told by the one good chart that has one.
            let keys = values_of(good, "charts/demo", "replicaCount").into_iter();
            keys.map(|(part, field)| good.edit(&part.file, field.value, "two"))
                .collect()
        },
    },
    Defect {
        id: "chart-values-bare",
        says: "the values of the only chart are directly under charts",
        rule: "chart-unknown",
        also: &[],
        make: |good| {
            let keys = chart_keys(good);
            let [(part, key)] = keys.as_slice() else {
                return Vec::new();
            };
            let many =
                key.text.is_none() && good.text(&part.file)[key.value.clone()].contains('\n');
            let dedented = good.text(&part.file)[key.value.clone()].replace("\n    ", "\n  ");
            many.then(|| good.edit(&part.file, key.key.start..key.value.end, dedented))
                .into_iter()
                .collect()
        },
    },
    Defect {
        id: "chart-listed-otherwise",
        says: "pack.content.charts names another version of the chart",
        rule: "chart-version-mismatch",
        also: &[],
        make: |good| {
            let listed = values_of(good, "pack/content/charts/*", "version").into_iter();
            listed
                .map(|(part, field)| good.edit(&part.file, field.value, "99.0.0"))
                .collect()
        },
    },
    Defect {
        id: "chart-repo-page",
        says: "the repo of a chart is a web page",
        rule: "chart-version-mismatch",
        also: &[],
        make: |good| {
            let listed = values_of(good, "pack/content/charts/*", "repo").into_iter();
            listed
                .map(|(part, field)| {
                    let page = "https://github.com/demo/charts/tree/main/demo";
                    good.edit(&part.file, field.value, page)
                })
                .collect()
        },
    },
    Defect {
        id: "release-of-no-chart",
        says: "releaseNameOverride names no chart of the pack",
        rule: "release-name",
        also: &[],
        make: |good| {
            if !has_charts(good) {
                return Vec::new();
            }
            release_names(good, |good, part, field| {
                good.edit(&part.file, field.key, "nothing")
            })
        },
    },
    Defect {
        id: "release-name-long",
        says: "the name of a release has more than 53 characters",
        rule: "release-name",
        also: &[],
        make: |good| {
            release_names(good, |good, part, field| {
                good.edit(&part.file, field.value, "a".repeat(54))
            })
        },
    },
    Defect {
        id: "manifest-indented",
        says: "a manifest is indented with a tab",
        rule: "manifest-syntax",
        also: &[],
        make: |good| {
            let mut made = Vec::new();
            let nested = pattern(r"(?m)^[ ]+\w+:");
            for one in listed(good, &["kubeManifests"]) {
                let Some(found) = nested.find(good.text(&one.path)) else {
                    continue;
                };
                made.push(
                    good.edit(&one.path, found.start()..found.start() + 1, "\t")
                        .names(&one.file, one.range.start),
                );
            }
            made
        },
    },
    Defect {
        id: "manifest-quote-open",
        says: "a text in a manifest has no closing quote",
        rule: "manifest-syntax",
        also: &[],
        make: |good| {
            let mut made = Vec::new();
            let value = pattern(r"(?m)^\w+: (\w+)$");
            for one in listed(good, &["kubeManifests"]) {
                let Some(found) = value
                    .captures(good.text(&one.path))
                    .and_then(|found| found.get(1))
                else {
                    continue;
                };
                made.push(
                    good.edit(&one.path, found.start()..found.start(), "\"")
                        .names(&one.file, one.range.start),
                );
            }
            made
        },
    },
    Defect {
        id: "images-missing",
        says: "the values list no images",
        rule: "pack-images-missing",
        also: &[],
        make: |good| {
            let mut made = Vec::new();
            for part in pack_content(good).filter(|_| needs_images(good)) {
                let Some(images) = part.get("images") else {
                    continue;
                };
                let layer = root_of(good, &format!("{}/pack.json", good.main))
                    .and_then(|root| Some((root.file.clone(), root.get("layer")?.value.start)));
                let Some((file, at)) = layer else { continue };
                made.push(
                    good.edit(&part.file, images.key.end..images.value.end, ":")
                        .found_only_at(&part.file, images.key.start)
                        .names(&file, at),
                );
            }
            made
        },
    },
    Defect {
        id: "images-key-misspelt",
        says: "the key images is misspelt",
        rule: "pack-images-missing",
        also: &[],
        make: |good| {
            let mut made = Vec::new();
            for part in pack_content(good).filter(|_| needs_images(good)) {
                let Some(images) = part.get("images") else {
                    continue;
                };
                let Some(content) = values_of(good, "pack", "content").into_iter().next() else {
                    continue;
                };
                made.push(
                    good.edit(&part.file, images.key.clone(), "imagse")
                        .found_only_at(&part.file, content.1.key.start),
                );
            }
            made
        },
    },
    Defect {
        id: "image-key-misspelt",
        says: "the key image is misspelt",
        rule: "pack-image-entry",
        also: &[],
        make: |good| {
            images(good)
                .into_iter()
                .map(|(part, field)| good.edit(&part.file, field.key, "iamge"))
                .collect()
        },
    },
    Defect {
        id: "image-bare",
        says: "an image is listed without the key image",
        rule: "pack-image-entry",
        also: &[],
        make: |good| {
            let simple = images(good)
                .into_iter()
                .filter(|(part, _)| part.fields.len() == 1);
            simple
                .map(|(part, field)| good.edit(&part.file, field.key.start..field.value.start, ""))
                .collect()
        },
    },
    Defect {
        id: "image-empty",
        says: "an image is empty",
        rule: "pack-image-entry",
        also: &[],
        make: |good| {
            images(good)
                .into_iter()
                .map(|(part, field)| good.edit(&part.file, field.value, "\"\""))
                .collect()
        },
    },
    Defect {
        id: "image-capital",
        says: "an image has capital letters",
        rule: "pack-image-entry",
        also: &[],
        make: |good| {
            images(good)
                .into_iter()
                .map(|(part, field)| {
                    good.edit(&part.file, field.value, "docker.io/library/Demo:1.0.0")
                })
                .collect()
        },
    },
    Defect {
        id: "image-url",
        says: "an image is written as a web address",
        rule: "pack-image-entry",
        also: &[],
        make: |good| {
            images(good)
                .into_iter()
                .map(|(part, field)| {
                    good.edit(
                        &part.file,
                        field.value,
                        "https://docker.io/library/demo:1.0.0",
                    )
                })
                .collect()
        },
    },
    Defect {
        id: "image-blank",
        says: "an image has a blank in it",
        rule: "pack-image-entry",
        also: &[],
        make: |good| {
            images(good)
                .into_iter()
                .map(|(part, field)| {
                    good.edit(&part.file, field.value, "docker.io/library/demo :1.0.0")
                })
                .collect()
        },
    },
    Defect {
        id: "image-untagged",
        says: "an image has no tag",
        rule: "image-form",
        also: &[],
        make: |good| {
            images(good)
                .into_iter()
                .map(|(part, field)| good.edit(&part.file, field.value, "docker.io/demo/tool"))
                .collect()
        },
    },
    Defect {
        id: "image-registry-misspelt",
        says: "the registry of an image is one letter off",
        rule: "image-form",
        also: &[],
        make: |good| {
            images(good)
                .into_iter()
                .map(|(part, field)| good.edit(&part.file, field.value, "uay.io/demo/tool:1.0.0"))
                .collect()
        },
    },
    Defect {
        id: "image-twice",
        says: "an image is listed twice",
        rule: "image-form",
        also: &[],
        make: |good| {
            let all = images(good);
            let mut made = Vec::new();
            for pair in all.windows(2) {
                let [(first, one), (second, other)] = pair else {
                    continue;
                };
                let text = good.text(&first.file)[one.value.clone()].to_owned();
                made.push(
                    good.edit(&second.file, other.value.clone(), text)
                        .names(&first.file, one.value.start),
                );
            }
            made
        },
    },
    Defect {
        id: "image-two-tags",
        says: "an image has two tags",
        rule: "pack-image-entry",
        also: &[],
        make: |good| {
            images(good)
                .into_iter()
                .map(|(part, field)| {
                    good.edit(
                        &part.file,
                        field.value,
                        "docker.io/library/demo:1.0.0:2.0.0",
                    )
                })
                .collect()
        },
    },
];

/// Makes something else of the charts' archives; found where pack.json lists them.
fn archives(good: &Good, make: fn(&[u8]) -> Vec<u8>) -> Vec<Mutant> {
    let charts = listed(good, &["charts"]).into_iter();
    charts
        .map(|one| {
            let bytes = good.files.get(&one.path).map_or(&[][..], Vec::as_slice);
            good.change(
                vec![(one.path, Change::Bytes(make(bytes)))],
                (one.file, one.range.start),
            )
        })
        .collect()
}

/// A field of the mappings at a path of the values.
fn values_of(good: &Good, path: &str, key: &str) -> Vec<(Part, Field)> {
    let Some(file) = good.pack_file("values.yaml") else {
        return Vec::new();
    };
    let parts = good
        .parts(&file)
        .into_iter()
        .filter(|part| part.path == path);
    parts
        .filter_map(|part| part.get(key).cloned().map(|field| (part.clone(), field)))
        .collect()
}

/// Whether the pack has charts, and all of them are there: else their names are not known.
fn has_charts(good: &Good) -> bool {
    let listed = listed(good, &["charts"]).len();
    listed > 0 && listed == number_listed(good, "charts")
}

/// The keys under `charts`, where the pack has charts.
fn chart_keys(good: &Good) -> Vec<(Part, Field)> {
    let Some(file) = good.pack_file("values.yaml").filter(|_| has_charts(good)) else {
        return Vec::new();
    };
    let parts = good
        .parts(&file)
        .into_iter()
        .filter(|part| part.path == "charts");
    parts
        .flat_map(|part| {
            part.fields
                .clone()
                .into_iter()
                .map(move |field| (part.clone(), field))
        })
        .collect()
}

/// The archive of a chart with another schema.
fn with_schema(bytes: &[u8], schema: &[u8]) -> Vec<u8> {
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(bytes));
    let encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut copy = tar::Builder::new(encoder);
    let mut top = None;
    let mut add = |path: &str, content: &[u8]| {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        copy.append_data(&mut header, path, content)
            .expect("written");
    };
    for entry in archive.entries().expect("an archive") {
        let mut entry = entry.expect("an entry");
        let path = entry.path().expect("a path").to_string_lossy().into_owned();
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut content).expect("read");
        if let Some(before) = path.strip_suffix("Chart.yaml").filter(|_| top.is_none()) {
            top = Some(before.to_owned());
        }
        if entry.header().entry_type().is_file() && !path.ends_with("values.schema.json") {
            add(&path, &content);
        }
    }
    add(
        &format!("{}values.schema.json", top.expect("a chart")),
        schema,
    );
    let encoder = copy.into_inner().expect("written");
    encoder.finish().expect("packed")
}

/// Whether the pack has the chart `app`.
fn reads_single_values(good: &Good) -> bool {
    !good.ending("charts/app-1.0.0.tgz").is_empty()
}

/// Writes something else in a manifest that has it.
fn in_manifest(good: &Good, old: &str, new: &str) -> Vec<Mutant> {
    let manifests = good.ending("manifests/demo.yaml").into_iter();
    manifests
        .filter_map(|file| {
            let at = good.text(file).find(old)?;
            Some(good.edit(file, at..at + old.len(), new))
        })
        .collect()
}

/// Writes the keys of the chart `app`, whose templates read single values, in another way.
fn values_of_app(good: &Good, write: fn(&str) -> String) -> Vec<Mutant> {
    let file = good.pack_file("values.yaml");
    let Some(file) = file.filter(|_| reads_single_values(good)) else {
        return Vec::new();
    };
    let paths = [
        "charts/app",
        "charts/app/image",
        "charts/app/service",
        "charts/app/db",
    ];
    let parts = good.parts(&file).into_iter();
    let parts = parts.filter(|part| paths.contains(&part.path.as_str()));
    let fields = parts.flat_map(|part| part.fields);
    fields
        .map(|field| good.edit(&file, field.key, write(&field.name)))
        .collect()
}

/// Changes each entry of `pack.releaseNameOverride`.
fn release_names(good: &Good, make: fn(&Good, Part, Field) -> Mutant) -> Vec<Mutant> {
    let Some(file) = good.pack_file("values.yaml") else {
        return Vec::new();
    };
    let parts = good.parts(&file).into_iter();
    let parts = parts.filter(|part| part.path == "pack/releaseNameOverride");
    parts
        .flat_map(|part| {
            let fields = part.fields.clone().into_iter();
            fields.map(move |field| make(good, part.clone(), field))
        })
        .collect()
}

/// Where the key `charts` is.
fn charts_key(good: &Good) -> Option<usize> {
    let (_, field) = values_of(good, "", "charts").into_iter().next()?;
    Some(field.key.start)
}

fn pack_content(good: &Good) -> impl Iterator<Item = Part> {
    let filled = values_of(good, "pack/content", "images").into_iter();
    filled
        .map(|(part, _)| part)
        .filter(|_| !images(good).is_empty())
}

/// Whether the pack's layer is one whose images have to be listed.
fn needs_images(good: &Good) -> bool {
    let layer = manifest(good).and_then(|root| root.said("layer").map(str::to_owned));
    layer.is_some_and(|layer| layer != "os" && layer != "k8s")
}

/// The entries of `pack.content.images`.
fn images(good: &Good) -> Vec<(Part, Field)> {
    match good.form {
        Form::Pack => values_of(good, "pack/content/images/*", "image"),
        _ => Vec::new(),
    }
}
/// How many paths pack.json lists, there or not.
fn number_listed(good: &Good, key: &str) -> usize {
    let field =
        manifest(good).and_then(|root| Some((root.file.clone(), root.get(key)?.value.clone())));
    field.map_or(0, |(file, range)| {
        good.text(&file)[range].matches('"').count() / 2
    })
}
