//! Work grows with the input, and not with its square: each dimension that an input has is made four
//! times as large. `PACKLINT_COUNT_INSTRUCTIONS=1` counts instructions, by valgrind.

use serde_json::{Value, json};

use crate::cost::{least_work, work};
use crate::support::Folder;

/// The exponent of n log n is 1.1 at these sizes, that of n² is 2; the rest is what a busy machine adds.
const MAX_EXPONENT: f64 = 1.35;

/// Finds a size at which the work can be measured, and compares it with that of four times the size.
/// `most` is the largest size within the limits: beyond them nothing grows.
fn grows(what: &str, most: usize, make: impl Fn(&Folder, usize)) {
    let at = |size: usize| {
        let folder = Folder::new();
        make(&folder, size);
        work(&folder, &[".", "--format", "json"])
    };
    let mut size = most / 64;
    let Some(mut before) = at(size) else {
        return eprintln!("skipped: the work of a process is not told here");
    };
    while before < least_work() && size * 8 <= most {
        size *= 2;
        before = at(size).unwrap_or(before);
    }
    let mut after = at(size * 4).unwrap_or(before);
    // A busy machine only adds.
    for _ in 0..3 {
        if exponent(before, after) <= MAX_EXPONENT {
            return;
        }
        before = at(size).map_or(before, |again| before.min(again));
        after = at(size * 4).map_or(after, |again| after.min(again));
    }
    let exponent = exponent(before, after);
    assert!(
        exponent <= MAX_EXPONENT || after < 2.0 * least_work(),
        "{what}: {before} for {size}, {after} for four times as many, an exponent of {exponent:.2}"
    );
}

fn exponent(before: f64, after: f64) -> f64 {
    (after / before).log2() / 2.0
}

fn lines(number: usize, line: impl Fn(usize) -> String) -> String {
    (0..number).map(line).collect()
}

fn cluster(folder: &Folder, rest: &str) {
    folder.write("c.yaml", format!("cluster: a\n{rest}"));
}

fn pools(number: usize, fields: impl Fn(usize) -> String) -> String {
    let pool = |at| format!("  - {{name: p{at}, mode: System, {}}}\n", fields(at));
    format!("nodePools:\n{}", lines(number, pool))
}

fn network(first: usize, at: usize) -> String {
    format!("{first}.{}.{}.0/24", at / 256, at % 256)
}

fn subnets(number: usize, first: usize) -> String {
    let subnet = |at| format!("    - {{name: s{at}, cidr: {}}}\n", network(first, at));
    format!(
        "vnet:\n  addressSpace: [10.0.0.0/8]\n  subnets:\n{}",
        lines(number, subnet)
    )
}

fn pack(folder: &Folder, values: &str, schema: &str) {
    folder.pack("demo-1.0.0", "demo", "addon", values);
    folder.write("demo-1.0.0/schema.yaml", schema);
}

fn plan(folder: &Folder, resources: &[Value], expressions: &Value) {
    let plan = json!({
        "format_version": "1.0",
        "planned_values": {"root_module": {"resources": resources}},
        "configuration": {"root_module": {"resources": [
            {"address": "spectrocloud_cluster_aks.c", "expressions": expressions},
        ]}},
    });
    folder.write("plan.json", plan.to_string());
}

fn resource(kind: &str, at: usize, values: &Value) -> Value {
    json!({
        "address": format!("{kind}.c[{at}]"), "type": kind, "name": "c", "mode": "managed",
        "values": values,
    })
}

#[test]
fn packs_and_values() {
    grows("packs", 1_600, |folder, number| {
        for at in 0..number {
            folder.pack(
                &format!("demo{at}-1.0.0"),
                &format!("demo{at}"),
                "addon",
                "a: 1\n",
            );
        }
    });
    grows("values", 100_000, |folder, number| {
        pack(folder, &lines(number, |at| format!("k{at}: v\n")), "");
    });
    grows("constraints", 480, |folder, number| {
        let values = lines(number, |at| format!("k{at}: v\n"));
        let schema = lines(number, |at| {
            format!("k{at}: {{schema: '{{{{ format \"${{number}}\" }}}}'}}\n")
        });
        pack(folder, &values, &schema);
    });
    grows("options", 50_000, |folder, number| {
        let options: Vec<_> = (0..number).map(|at| format!("o{at}")).collect();
        let format = options.join(",");
        let schema = format!("l: {{schema: '{{{{ format \"${{list:[{format}]}}\" }}}}'}}\n");
        pack(folder, "l: none\n", &schema);
    });
    grows("values under one constraint", 20_000, |folder, number| {
        let schema = "l.$[]: {schema: '{{ format \"${list:[a,b]}\" }}'}\n";
        pack(folder, &format!("l:\n{}", "  - c\n".repeat(number)), schema);
    });
    grows("presets", 20_000, |folder, number| {
        pack(folder, "x: 1\n", "a.b: {schema: \"{{ required }}\"}\n");
        let preset = "  - {name: a, displayName: a, group: g, remove: [], add: \"x: 1\"}\n";
        let presets = format!("presets:\n{}", preset.repeat(number));
        folder.write("demo-1.0.0/presets.yaml", presets);
    });
    grows("placeholders", 4_900, |folder, number| {
        let schema = lines(number / 98 + 1, |at| {
            let format = "${string}".repeat(98);
            format!("k{at}: {{schema: '{{{{ format \"{format}\" }}}}'}}\n")
        });
        pack(folder, "k0: aaaa\n", &schema);
    });
    grows("macros", 100_000, |folder, number| {
        pack(
            folder,
            &lines(number, |at| format!("k{at}: '{{{{ .x.y{at} }}}}'\n")),
            "",
        );
    });
}

#[test]
fn clusters() {
    grows("pools", 10_000, |folder, number| {
        cluster(folder, &pools(number, |_| "count: 1".to_owned()));
    });
    grows("pools on subnets", 4_000, |folder, number| {
        let pools = pools(number, |at| format!("count: 400, subnet: s{at}"));
        let network = "network: {networkPlugin: azure}\n";
        cluster(folder, &format!("{network}{}{pools}", subnets(number, 10)));
    });
    grows("subnets", 40_000, |folder, number| {
        cluster(folder, &format!("{}nodePools: []\n", subnets(number, 10)));
    });
    grows("subnets that are not listed", 4_000, |folder, number| {
        let pools = pools(number, |at| format!("count: 1, subnet: t{at}"));
        cluster(folder, &format!("{}{pools}", subnets(number, 10)));
    });
    grows("ranges and subnets outside", 20_000, |folder, number| {
        let ranges: Vec<_> = (0..number).map(|at| network(172, at)).collect();
        let subnets = subnets(number, 11).replace("10.0.0.0/8", &ranges.join(", "));
        cluster(folder, &format!("{subnets}nodePools: []\n"));
    });
    grows("suppressions", 100_000, |folder, number| {
        let text = lines(number, |at| {
            format!("# packlint: ignore[pool-nam{at}, pool-name]\nx{at}: 1\n")
        });
        cluster(folder, &format!("nodePools: []\n{text}"));
    });
    grows("reasons", 10_000, |folder, number| {
        cluster(
            folder,
            &pools(number, |at| {
                format!("count: '{{{{ .spectro.var.v{at} }}}}'")
            }),
        );
    });
    grows("byte order marks", 400_000, |folder, number| {
        let marks = "\u{feff}".repeat(number);
        cluster(
            folder,
            &format!(
                "nodePools: []\n{marks}x: [{}]\n",
                "*z,".repeat(number / 100)
            ),
        );
    });
    grows("embedded texts", 40_000, |folder, number| {
        let packs = lines(number, |at| {
            format!("  - {{name: p{at}, version: '1.0', values: 'a: 1'}}\n")
        });
        cluster(folder, &format!("nodePools: []\npacks:\n{packs}"));
    });
    grows("clusters in a file", 4_900, |folder, number| {
        let text = lines(number, |at| format!("---\ncluster: c{at}\nnodePools: []\n"));
        folder.write("c.yaml", text);
    });
    grows("files", 4_000, |folder, number| {
        for at in 0..number {
            folder.write(
                &format!("c{at}.yaml"),
                "cluster: a\nnodePools:\n  - {name: Bad_1}\n",
            );
        }
    });
}

#[test]
fn texts() {
    let member = |at: usize| format!("z{at}: 1, ");
    grows("unknown keys", 100_000, |folder, number| {
        cluster(
            folder,
            &format!("nodePools: []\nvnet: {{{}}}\n", lines(number, member)),
        );
    });
    grows("duplicate keys", 400_000, |folder, number| {
        cluster(
            folder,
            &format!("nodePools: []\nx: {{{}}}\n", "a: 1, ".repeat(number)),
        );
    });
    grows("aliases", 400_000, |folder, number| {
        cluster(
            folder,
            &format!("nodePools: []\nx: [{}]\n", "*z, ".repeat(number)),
        );
    });
    grows("merged values", 10_000, |folder, number| {
        let base = format!("x: &x {{{}}}\n", lines(number, member));
        cluster(
            folder,
            &format!("{base}{}", pools(number / 64, |_| "<<: *x".to_owned())),
        );
    });
    grows("variables", 40_000, |folder, number| {
        let variables = lines(number, |at| {
            format!("  v{at}: '{{{{ .spectro.var.v{} }}}}'\n", at + 1)
        });
        cluster(folder, &format!("nodePools: []\nvariables:\n{variables}"));
    });
}

#[test]
fn terraform() {
    let [aks, profile] = ["spectrocloud_cluster_aks", "spectrocloud_cluster_profile"];
    grows("profiles of a plan", 4_900, |folder, number| {
        let pack = json!({"name": "x", "tag": "1.0", "values": "a: '{{.spectro.var.x}}'"});
        let values = json!({"name": "p", "version": "1.0.0", "pack": [pack]});
        let all: Vec<_> = (0..number)
            .map(|at| resource(profile, at, &values))
            .collect();
        plan(folder, &all, &json!({}));
    });
    grows(
        "clusters of a plan and their profiles",
        2_400,
        |folder, number| {
            let values = json!({"name": "c", "cluster_profile": [{}], "machine_pool": []});
            let own = json!({"name": "p", "version": "1.0.0"});
            let pair = |at| [resource(profile, at, &own), resource(aks, at, &values)];
            let all: Vec<_> = (0..number).flat_map(pair).collect();
            let references = json!({"references": [format!("{profile}.c")]});
            plan(
                folder,
                &all,
                &json!({"cluster_profile": [{"id": references}]}),
            );
        },
    );
    grows("values of a plan", 200_000, |folder, number| {
        let tags: serde_json::Map<String, Value> = (0..number)
            .map(|at| (format!("t{at}"), json!("v")))
            .collect();
        let values = json!({"name": "c", "machine_pool": [], "tags": tags});
        plan(folder, &[resource(aks, 0, &values)], &json!({}));
    });
    grows("resources of a module", 4_900, |folder, number| {
        let text = lines(number, |at| {
            format!("resource \"{aks}\" \"c{at}\" {{\n  name = \"c{at}\"\n}}\n")
        });
        folder.write("main.tf", text);
    });
    // The parser compares each key of one object with all others: the objects stay small.
    grows("locals of a module", 40_000, |folder, number| {
        let locals = lines(number, |at| format!("  l{at} = \"v{at}\"\n"));
        let clusters = lines(number.div_ceil(50), |block| {
            let uses = lines(50, |at| {
                let at = (block * 50 + at).min(number - 1);
                format!("    t{at} = local.l{at}\n")
            });
            format!(
                "resource \"{aks}\" \"c{block}\" {{\n  name = \"c\"\n  tags = {{\n{uses}  }}\n}}\n"
            )
        });
        folder.write("main.tf", format!("locals {{\n{locals}}}\n{clusters}"));
    });
}
