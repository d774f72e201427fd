//! How many connections there are at once: to all of the world, and to one address and port of it.
//!
//! A destination that is overrun answers late or not at all, and what was our own haste would look like its fault. Many
//! endpoints may lead to one address: the roles behind a reverse proxy, a wildcard record, a list of ports.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

/// The connections of a run.
pub(super) struct Places {
    everywhere: Semaphore,
    /// How many one address and port gets at once.
    at_one: usize,
    /// Addresses with connections, or with somebody waiting for one.
    at: Mutex<HashMap<SocketAddr, Arc<Semaphore>>>,
}

/// The right to one connection, given back when dropped.
pub(super) struct Seat<'a> {
    places: &'a Places,
    address: SocketAddr,
    here: Option<OwnedSemaphorePermit>,
    _everywhere: Option<SemaphorePermit<'a>>,
}

impl Places {
    /// So many connections at once, and so many of them to one address and port.
    pub fn new(everywhere: usize, at_one: usize) -> Self {
        Self { everywhere: Semaphore::new(everywhere.max(1)), at_one: at_one.max(1), at: Mutex::default() }
    }

    /// Waits for a connection to an address. Whoever waits for a busy one keeps nobody else from going elsewhere.
    pub async fn enter(&self, address: SocketAddr) -> Seat<'_> {
        let here = Arc::clone(self.busy().entry(address).or_insert_with(|| Arc::new(Semaphore::new(self.at_one))));
        // Neither is ever closed, so that a permit always comes.
        let here = here.acquire_owned().await.ok();
        let mut seat = Seat { places: self, address, here, _everywhere: None };
        seat._everywhere = self.anywhere().await;
        seat
    }

    /// Waits for a connection whose address is of no concern: to the proxy that this machine was given.
    pub async fn anywhere(&self) -> Option<SemaphorePermit<'_>> {
        self.everywhere.acquire().await.ok()
    }

    fn busy(&self) -> MutexGuard<'_, HashMap<SocketAddr, Arc<Semaphore>>> {
        self.at.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        self.here = None;
        let mut busy = self.places.busy();
        // The map's own is the last where nobody waits or is there.
        if busy.get(&self.address).is_some_and(|here| Arc::strong_count(here) == 1) {
            busy.remove(&self.address);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        net::Ipv4Addr,
        sync::atomic::{AtomicUsize, Ordering},
    };

    use super::*;

    /// The most that were there at once when `tasks` went to `addresses` by turns.
    async fn most(everywhere: usize, addresses: u8, tasks: u8) -> usize {
        let places = Arc::new(Places::new(everywhere, 12));
        let (there, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let mut all = tokio::task::JoinSet::new();
        for task in 0..tasks {
            let (places, there, most) = (Arc::clone(&places), Arc::clone(&there), Arc::clone(&most));
            all.spawn(async move {
                let _seat = places.enter((Ipv4Addr::new(127, 0, 0, task % addresses), 443).into()).await;
                most.fetch_max(there.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                // Everybody else goes first who can.
                for _ in 0..u16::from(tasks) * 4 {
                    tokio::task::yield_now().await;
                }
                there.fetch_sub(1, Ordering::SeqCst);
            });
        }
        while all.join_next().await.is_some() {}
        assert!(places.busy().is_empty(), "nobody is there any more");
        most.load(Ordering::SeqCst)
    }

    #[tokio::test]
    async fn one_address_gets_few_and_many_get_all() {
        assert_eq!(most(256, 1, 50).await, 12);
        assert_eq!(most(256, 50, 50).await, 50);
        assert_eq!(most(20, 50, 50).await, 20);
    }
}
