//! Projects of an Nx workspace: `project.json` stands where others have a package.json
//! (<https://nx.dev/reference/project-configuration>).

/// The file that shows a project.
pub(super) const PROJECT: &str = "project.json";
/// The file that shows the workspace.
pub(super) const WORKSPACE: &str = "nx.json";

/// True for what runs by itself; what other projects import is a `library`.
pub(super) fn is_application(project: &str) -> bool {
    project.contains("\"application\"")
}

/// True when a target of `project` runs the tool with the id `tool` for clients.
pub(super) fn builds_with(project: &str, tool: &str) -> bool {
    let runs = |executor: &str| project.contains(executor);
    match tool {
        "angular" => {
            runs("@nx/angular:") || runs("@angular-devkit/build-angular:") || runs("@angular/build:")
        }
        "webpack" => (runs("@nx/webpack:") || runs("@nrwl/web:")) && !runs("\"node\""),
        "esbuild" => runs("@nx/esbuild:") && runs("\"browser\""),
        _ => runs(&format!("\"@nx/{tool}:")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_targets_run() {
        let web = r#"{"projectType": "application", "targets": {"build": {"executor": "@nx/vite:build"}}}"#;
        let api = r#"{"projectType": "application", "targets": {"build": {"executor": "@nx/webpack:webpack", "options": {"target": "node"}}}}"#;
        assert!(builds_with(web, "vite") && !builds_with(web, "webpack"));
        assert!(!builds_with(api, "webpack") && is_application(api));
        assert!(builds_with(r#""executor": "@angular-devkit/build-angular:browser""#, "angular"));
    }
}
