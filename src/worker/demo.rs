//! Makes the demo. The decision worker does, since it has the policies under which the demo is played.

use std::rc::Rc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Stored, clock::clock, context::WorkerContext};
use crate::{
    app::{
        Actor, Now, import,
        policies::{self, PackFiles, PolicyFault, Rulebook},
        settings::Settings,
        workspace::Workspace,
    },
    demo,
    domain::workflow::{Role, Seat},
    policy::decision::Text,
};

/// What the page says of the demo that it wants.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Demo {
    pub shipped: PackFiles,
    pub seat_name: String,
    pub timestamp: String,
    /// Around which the demo's deadlines lie.
    pub today: Date,
    pub sessions: usize,
}

impl Demo {
    /// Generates the demo county and stores it. It is played under the policies that the program ships, whatever has been
    /// put in force here.
    pub(super) async fn load(self, context: &WorkerContext) -> Result<Stored, Text> {
        let library = policies::library(&self.shipped, &Workspace::default());
        let library = library.map_err(|faults| Text::of(&PolicyFault::Broken(faults)))?;
        let rulebook = Rc::new(Rulebook::of(library, Settings::default().pack).timed(clock));
        let scale = self.sessions.div_ceil(demo::COUNTY.sessions).max(1);
        let size = demo::Size {
            schools: demo::COUNTY.schools * scale,
            instructors: demo::COUNTY.instructors * scale,
            sessions: self.sessions,
        };
        let parts = demo::parts(demo::SEED, size, self.today, &rulebook).await;
        let mut parts = parts.map_err(|fault| Text::of(&fault))?;
        let county = parts.next().unwrap_or_default();
        let (store, workspace) = (context.store().await?, context.workspace().await?);
        let actor = Actor {
            seat_name: self.seat_name,
            seat: Some(Seat { unit: demo::units::bureau(demo::units::COUNTY), role: Role::Officer }),
            policy: None,
            now: Now { timestamp: self.timestamp, today: self.today },
        };
        let failed = |error| Text::of(&error);
        let first = import::load_demo(&*store, &workspace, &actor, &county).await.map_err(failed)?;
        for part in parts {
            let workspace = context.workspace().await?;
            import::load_demo(&*store, &workspace, &actor, &part).await.map_err(failed)?;
        }
        Ok(Stored { sequence: first.sequence, count: county.len() })
    }
}
