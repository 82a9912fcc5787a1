//! Numbered places in blocks: growing never moves what is there, so that no single change of the
//! index has to wait while millions of entries are copied.

const BLOCK: usize = 1024;

/// Things with numbers; numbers are given out again after their release.
#[derive(Debug, Clone)]
pub(crate) struct Arena<T> {
    blocks: Vec<Vec<Option<T>>>,
    free: Vec<u32>,
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Self { blocks: Vec::new(), free: Vec::new() }
    }
}

impl<T> Arena<T> {
    /// A number whose place is empty.
    pub(crate) fn reserve(&mut self) -> u32 {
        if let Some(id) = self.free.pop() {
            return id;
        }
        if self.blocks.last().is_none_or(|block| block.len() == BLOCK) {
            self.blocks.push(Vec::with_capacity(BLOCK));
        }
        let before = (self.blocks.len() - 1) * BLOCK;
        let block = self.blocks.last_mut();
        let at = before + block.as_ref().map_or(0, |block| block.len());
        block.into_iter().for_each(|block| block.push(None));
        // Four thousand million entries do not fit into memory.
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    pub(crate) fn insert(&mut self, item: T) -> u32 {
        let id = self.reserve();
        self.fill(id, item);
        id
    }

    /// Puts something into a reserved place.
    pub(crate) fn fill(&mut self, id: u32, item: T) {
        if let Some(place) = self.place(id) {
            *place = Some(item);
        }
    }

    pub(crate) fn get(&self, id: u32) -> Option<&T> {
        self.blocks.get(id as usize / BLOCK)?.get(id as usize % BLOCK)?.as_ref()
    }

    pub(crate) fn get_mut(&mut self, id: u32) -> Option<&mut T> {
        self.place(id)?.as_mut()
    }

    /// Empties a place that stays reserved.
    pub(crate) fn take(&mut self, id: u32) -> Option<T> {
        self.place(id)?.take()
    }

    /// Empties a place and gives its number back; nothing happens if it is empty already.
    pub(crate) fn remove(&mut self, id: u32) -> Option<T> {
        let item = self.take(id)?;
        self.free.push(id);
        Some(item)
    }

    fn place(&mut self, id: u32) -> Option<&mut Option<T>> {
        self.blocks.get_mut(id as usize / BLOCK)?.get_mut(id as usize % BLOCK)
    }
}

#[cfg(test)]
mod tests {
    use super::{Arena, BLOCK};

    #[test]
    fn numbers_are_reused_and_blocks_follow_each_other() {
        let mut arena = Arena::default();
        let ids: Vec<u32> = (0..BLOCK * 2 + 1).map(|n| arena.insert(n)).collect();
        assert!(ids.iter().enumerate().all(|(n, id)| *id as usize == n && arena.get(*id) == Some(&n)));
        assert_eq!(arena.remove(BLOCK as u32), Some(BLOCK));
        assert_eq!(arena.remove(BLOCK as u32), None);
        assert_eq!(arena.insert(7), BLOCK as u32);
        assert_eq!(arena.get_mut(BLOCK as u32), Some(&mut 7));
        assert_eq!(arena.take(u32::MAX), None);
    }
}
