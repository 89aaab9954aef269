//! What a hook's function said, held against what the hook may answer, as `Policy::ask` does.

use super::{Lowered, Lowering, numbers::is_numeric};
use crate::{
    domain::Money,
    lab::{
        columns::SUM_SCALE,
        graph::{ALWAYS, Id, NEVER, Op},
        program::Program,
        value::{Scaled, Val},
    },
    policy::hook::Answer,
};

impl Lowering<'_> {
    pub(super) fn outcome(&mut self, said: &Val) -> Lowered<Program> {
        let refused =
            self.refusals.clone().into_iter().fold(NEVER, |any, (when, _)| self.graph.or(any, when));
        let mut grades = Vec::new();
        if self.hook.answer == Answer::Findings {
            self.holds(said, &|_, said| Ok(matches!(said, Val::Unit | Val::Refusal).then_some(ALWAYS)))?;
        } else {
            let granted = self.graph.not(refused);
            self.path.assume(&mut self.graph, granted);
        }
        match self.hook.answer {
            Answer::Findings => {}
            Answer::Amount | Answer::Score { .. } => {
                let total = self.sums.total.clone();
                self.holds(said, &|this, said| this.is_total(said, &total))?;
            }
            Answer::Allowed => {
                self.holds(said, &|this, said| Ok(this.as_flag(said)))?;
            }
            Answer::Grade => {
                for (place, code) in self.grades.clone().into_iter().enumerate() {
                    let given = self.graded(said, place);
                    grades.push((given, code));
                }
                self.holds(said, &|_, said| Ok(matches!(said, Val::Grade(_)).then_some(ALWAYS)))?;
            }
        }
        if let Answer::Score { most } = self.hook.answer {
            let within = self.apply("<=", &[self.sums.most.clone(), Val::number(most)])?;
            let within = self.condition(&within)?;
            let beyond = self.graph.not(within);
            self.leave(beyond);
        }
        let total = self.summed(&self.sums.total.clone(), 2)?;
        let total =
            if self.hook.answer == Answer::Amount { self.tamed(total, Money::MOST.as_fen()) } else { total };
        let tax = self.summed(&self.sums.tax.clone(), 2)?;
        let hours = self.summed(&self.sums.hours.clone(), SUM_SCALE)?;
        let graph = std::mem::replace(&mut self.graph, crate::lab::graph::Graph::new());
        Ok(Program::new(
            graph,
            [total, tax, hours],
            self.left,
            std::mem::take(&mut self.refusals),
            grades,
            (self.says_tax, self.reads_sums),
        ))
    }

    /// A sum in parts of a scale, where nothing was refused.
    fn summed(&mut self, of: &Val, scale: u32) -> Lowered<Id> {
        let of = self.distributed_number(of)?;
        let id = self.path.chosen(&mut self.graph, of.id);
        Ok(self.at_scale(Scaled { id, ..of }, scale))
    }

    fn distributed_number(&mut self, of: &Val) -> Lowered<Scaled> {
        let number = self.apply("+", std::slice::from_ref(of))?;
        self.needed(&number)
    }

    /// Leaves the lanes where what was said is not what it should be.
    fn holds(&mut self, said: &Val, is: &dyn Fn(&mut Self, &Val) -> Lowered<Option<Id>>) -> Lowered<()> {
        self.distributed(std::slice::from_ref(said), &|this, given| {
            let said = given.first().unwrap_or(&Val::Unit);
            let is = is(this, said)?.unwrap_or(NEVER);
            let not = this.graph.not(is);
            this.leave(not);
            Ok(Val::Unit)
        })?;
        Ok(())
    }

    /// Whether a number is what the lines sum to; `None` where it is no number.
    fn is_total(&mut self, said: &Val, total: &Val) -> Lowered<Option<Id>> {
        if said == total {
            return Ok(Some(ALWAYS));
        }
        if !is_numeric(said) {
            return Ok(None);
        }
        let (said, total) = (self.rounded(said, 2)?, self.distributed_number(total)?);
        let chosen = [said, total].map(|of| Scaled { id: self.path.chosen(&mut self.graph, of.id), ..of });
        let [said, total] = chosen;
        let (said, total, _) = self.aligned_or_left(said, total);
        Ok(Some(self.graph.compare(Op::Equal, said.min(total), said.max(total))))
    }

    /// Where this grade was given.
    fn graded(&mut self, said: &Val, place: usize) -> Id {
        match said {
            Val::Grade(given) if *given == place => ALWAYS,
            Val::Either(parts) => {
                let given = parts.iter().filter(|(_, value)| *value == Val::Grade(place));
                let given: Vec<Id> = given.map(|(when, _)| *when).collect();
                given.into_iter().fold(NEVER, |any, when| self.graph.or(any, when))
            }
            _ => NEVER,
        }
    }
}
