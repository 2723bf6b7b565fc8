//! Whether a part of a script runs code when the module loads: a bundler must then keep it.

use oxc_ast::ast::Expression;
use oxc_ast_visit::{Visit, walk};
use oxc_semantic::ScopeFlags;

/// Looks for code that runs at once: calls, not counting the bodies of functions.
pub(super) struct Effects(bool);

/// True when what `visit` visits runs code at once.
pub(super) fn has_effect(visit: impl FnOnce(&mut Effects)) -> bool {
    let mut effects = Effects(false);
    visit(&mut effects);
    effects.0
}

impl<'a> Visit<'a> for Effects {
    fn visit_function(&mut self, _: &oxc_ast::ast::Function<'a>, _: ScopeFlags) {}

    fn visit_arrow_function_expression(&mut self, _: &oxc_ast::ast::ArrowFunctionExpression<'a>) {}

    fn visit_call_expression(&mut self, it: &oxc_ast::ast::CallExpression<'a>) {
        // `require` and annotated calls may be dropped.
        let require = matches!(&it.callee, Expression::Identifier(id) if id.name == "require");
        if require || it.pure {
            walk::walk_call_expression(self, it);
        } else {
            self.0 = true;
        }
    }

    fn visit_new_expression(&mut self, it: &oxc_ast::ast::NewExpression<'a>) {
        self.0 |= !it.pure;
    }

    fn visit_assignment_expression(&mut self, _: &oxc_ast::ast::AssignmentExpression<'a>) {
        self.0 = true;
    }

    fn visit_await_expression(&mut self, _: &oxc_ast::ast::AwaitExpression<'a>) {
        self.0 = true;
    }

    fn visit_tagged_template_expression(&mut self, _: &oxc_ast::ast::TaggedTemplateExpression<'a>) {
        self.0 = true;
    }
}
