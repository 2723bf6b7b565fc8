//! What following a secret through the graph can come to.

use crate::finding::Evidence;

/// Where a walk ended.
#[derive(Debug)]
pub(in crate::exposure) enum Trace {
    /// Client code starts here, and every step is proved.
    Exact(Vec<Evidence>),
    /// A chain of files leads to client code; this step of it is not proved.
    Loose(Vec<Evidence>, String),
    /// Only exports that a build keeps on the server lead to it.
    Stripped,
    /// A server importer hands it to the client: how.
    Crosses(Vec<Evidence>, String),
    /// Every importer stays on the server.
    Server(Vec<Evidence>),
    /// Every importer takes types only.
    Types(Vec<Evidence>),
    /// Only tests import it.
    Tests(Vec<Evidence>),
    /// Nothing leads further; why.
    Nothing(String),
}
