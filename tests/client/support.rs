//! A network in memory, a clock that is moved by hand, and an executor that knows when nothing will happen any more.

use milestreak::failure::{Cause, Failure, FailureCode};
use milestreak::net::{
    Auth, Body, BoxFuture, CallOptions, Client, ClientOptions, DataScope, Fault, Fetched, Head, Piece, Query,
    Request, RetryPolicy, SnapshotStore, StoredSnapshot, Token, TokenSource, Transport,
};
use milestreak::wire::Millis;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::{Future, pending};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

pub(crate) type Answer = Result<Fetched, Box<Failure>>;
pub(crate) type TestClient = Client<Network>;

/// When the tests begin.
pub(crate) const START: f64 = 1_725_010_000_000.0;

pub(crate) const USER: u64 = 347_286_146;

/// A recorded response.
pub(crate) fn fixture() -> Vec<u8> {
    include_bytes!("../fixtures/docs-user-all-cycles.json").into()
}

/// A small response. Its group's name tells it from others.
pub(crate) fn small(name: &str) -> Vec<u8> {
    let text = r#"{"data":{"userId":347286146,"customer":{"firstName":"Jane"},"targetGroups":[{"id":1,"name":"NAME","targetEvaluationType":"FIXED_CALENDAR_WINDOW","trackingType":"DEFAULT","targets":[]}]},"errors":null,"warnings":null}"#;
    text.replace("NAME", name).into_bytes()
}

/// The name of the group of a small response.
pub(crate) fn name_in(fetched: &Fetched) -> String {
    serde_json::to_value(fetched.snapshot.groups()).unwrap()[0]["name"].as_str().unwrap().into()
}

/// A date as HTTP headers write it.
pub(crate) fn http_date(at: f64) -> String {
    let at = jiff::Timestamp::from_millisecond(at as i64).unwrap();
    at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// What the server does about a request.
#[derive(Clone)]
pub(crate) struct Step {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Rc<[u8]>,
    /// Before the headers.
    pub(crate) delay: f64,
    /// So many bytes a piece, so many milliseconds before each.
    pub(crate) pieces: (usize, f64),
    /// The body is cut off after so many bytes.
    pub(crate) cut_at: Option<usize>,
    /// The first piece of the body has no bytes.
    pub(crate) begins_empty: bool,
    /// The body never ends.
    pub(crate) is_endless: bool,
    /// There is no answer, for this reason.
    pub(crate) no_answer: Option<&'static str>,
}

impl std::fmt::Debug for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Step { status, delay, pieces, cut_at, no_answer, body, .. } = self;
        write!(f, "{status} after {delay}, {} bytes by {pieces:?}, {cut_at:?}, {no_answer:?}", body.len())
    }
}

pub(crate) fn good() -> Step {
    body(fixture())
}

pub(crate) fn body(body: impl Into<Vec<u8>>) -> Step {
    Step {
        status: 200,
        headers: Vec::new(),
        body: body.into().into(),
        delay: 0.0,
        pieces: (usize::MAX, 0.0),
        cut_at: None,
        begins_empty: false,
        is_endless: false,
        no_answer: None,
    }
}

pub(crate) fn status(status: u16) -> Step {
    Step { status, ..body("{}") }
}

pub(crate) fn no_answer(why: &'static str) -> Step {
    Step { no_answer: Some(why), ..body("") }
}

impl Step {
    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Step {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn after(self, delay: f64) -> Step {
        Step { delay, ..self }
    }

    /// Announces the length of the body.
    pub(crate) fn announced(self) -> Step {
        let length = self.body.len().to_string();
        self.header("content-length", length)
    }
}

type Server = Rc<dyn Fn(&Request, usize) -> Step>;

/// The world outside. Clones are the same one.
#[derive(Clone)]
pub(crate) struct World(Rc<Inner>);

struct Inner {
    /// Milliseconds since the start.
    time: Cell<f64>,
    /// How far the device's clock is from the truth.
    device_offset: Cell<f64>,
    /// What is random: the same number each time.
    random: Cell<f64>,
    timers: RefCell<Vec<(f64, u64, Waker)>>,
    next_id: Cell<u64>,
    tasks: RefCell<Vec<Task>>,
    server: RefCell<Server>,
    requests: RefCell<Vec<Request>>,
    /// Requests that are under way.
    open: Cell<usize>,
    most_open: Cell<usize>,
}

struct Task {
    id: u64,
    /// None while it is polled.
    future: Option<BoxFuture<()>>,
    flag: Arc<Flag>,
}

struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl World {
    /// A world in which the server takes these steps, one for each request; the last one again and again.
    pub(crate) fn new(plan: impl Into<Vec<Step>>) -> World {
        let plan = plan.into();
        World::serving(move |_, request| plan[request.min(plan.len() - 1)].clone())
    }

    /// A world with a server. It is told how many requests there were before.
    pub(crate) fn serving(server: impl Fn(&Request, usize) -> Step + 'static) -> World {
        World(Rc::new(Inner {
            time: Cell::new(0.0),
            device_offset: Cell::new(0.0),
            random: Cell::new(0.5),
            timers: RefCell::default(),
            next_id: Cell::new(0),
            tasks: RefCell::default(),
            server: RefCell::new(Rc::new(server)),
            requests: RefCell::default(),
            open: Cell::new(0),
            most_open: Cell::new(0),
        }))
    }

    pub(crate) fn client(&self, options: ClientOptions) -> TestClient {
        Client::with_transport(options, Network(self.clone())).unwrap()
    }

    /// The true time, in milliseconds since the start.
    pub(crate) fn time(&self) -> f64 {
        self.0.time.get()
    }

    pub(crate) fn set_device_offset(&self, offset: f64) {
        self.0.device_offset.set(offset);
    }

    pub(crate) fn set_random(&self, random: f64) {
        self.0.random.set(random);
    }

    /// How many requests there were.
    pub(crate) fn requests(&self) -> usize {
        self.0.requests.borrow().len()
    }

    /// How many requests are under way.
    pub(crate) fn open(&self) -> usize {
        self.0.open.get()
    }

    /// A header of a request.
    pub(crate) fn header(&self, request: usize, name: &str) -> Option<String> {
        let requests = self.0.requests.borrow();
        requests[request].headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    pub(crate) fn look_at<T>(&self, request: usize, look: impl FnOnce(&Request) -> T) -> T {
        look(&self.0.requests.borrow()[request])
    }

    /// How many refer to this world: clients, timers, requests, tasks.
    pub(crate) fn references(&self) -> usize {
        Rc::strong_count(&self.0)
    }

    /// How many timers are set.
    pub(crate) fn timers(&self) -> usize {
        self.0.timers.borrow().len()
    }

    /// How many tasks have not ended.
    pub(crate) fn tasks(&self) -> usize {
        self.0.tasks.borrow().len()
    }

    /// Drops what still runs, as for a store that hangs: tasks and world hold each other.
    pub(crate) fn drop_tasks(&self) {
        drop(self.0.tasks.take());
    }

    fn id(&self) -> u64 {
        self.0.next_id.set(self.0.next_id.get() + 1);
        self.0.next_id.get()
    }

    fn spawn(&self, future: BoxFuture<()>) -> u64 {
        let id = self.id();
        let flag = Arc::new(Flag(AtomicBool::new(true)));
        self.0.tasks.borrow_mut().push(Task { id, future: Some(future), flag });
        id
    }

    /// Begins something, and runs it as far as it comes without time passing.
    pub(crate) fn start<T: 'static>(&self, future: impl Future<Output = T> + 'static) -> Call<T> {
        let call = self.prepare(future);
        self.settle();
        call
    }

    /// Begins something that is not polled before time passes or something else is begun.
    pub(crate) fn prepare<T: 'static>(&self, future: impl Future<Output = T> + 'static) -> Call<T> {
        let output = Rc::new(RefCell::new(None));
        let into = Rc::clone(&output);
        let id = self.spawn(Box::pin(async move { *into.borrow_mut() = Some(future.await) }));
        Call { world: self.clone(), id, output }
    }

    /// Asks for a user's target groups.
    pub(crate) fn ask(&self, client: &TestClient, query: &Query) -> Call<Answer> {
        self.start(client.target_groups(query, &CallOptions::default()))
    }

    /// Runs something to its end. Fails when nothing will happen any more and it has not ended.
    pub(crate) fn run<T: 'static>(&self, future: impl Future<Output = T> + 'static) -> T {
        let call = self.start(future);
        self.finish(call)
    }

    pub(crate) fn finish<T>(&self, call: Call<T>) -> T {
        self.settle();
        loop {
            if let Some(output) = call.take() {
                return output;
            }
            assert!(self.next_timer(), "it hangs");
        }
    }

    /// Polls what was woken, until nothing is.
    pub(crate) fn settle(&self) {
        for _ in 0..100_000 {
            let woken =
                |task: &&mut Task| task.future.is_some() && task.flag.0.swap(false, Ordering::Relaxed);
            let mut tasks = self.0.tasks.borrow_mut();
            let next =
                tasks.iter_mut().find(woken).map(|task| (task.id, task.future.take(), task.flag.clone()));
            drop(tasks);
            let Some((id, Some(mut future), flag)) = next else { return };
            let is_ready = future.as_mut().poll(&mut Context::from_waker(&Waker::from(flag))).is_ready();
            let mut tasks = self.0.tasks.borrow_mut();
            // It may have been aborted from inside.
            if let Some(place) = tasks.iter().position(|task| task.id == id) {
                if is_ready {
                    drop(tasks.remove(place));
                } else {
                    tasks[place].future = Some(future);
                    continue;
                }
            }
            drop(tasks);
            drop(future);
        }
        panic!("it never rests");
    }

    /// Lets time pass until the next timer, if there is one.
    fn next_timer(&self) -> bool {
        let next = self.0.timers.borrow().iter().map(|(due, ..)| *due).fold(f64::INFINITY, f64::min);
        if next == f64::INFINITY {
            return false;
        }
        self.0.time.set(next.max(self.time()));
        let mut timers = self.0.timers.borrow_mut();
        let due: Vec<Waker> =
            timers.extract_if(.., |(due, ..)| *due <= next).map(|(.., waker)| waker).collect();
        drop(timers);
        due.into_iter().for_each(Waker::wake);
        self.settle();
        true
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, ms: f64) {
        let end = self.time() + ms;
        self.settle();
        while self.0.timers.borrow().iter().any(|(due, ..)| *due <= end) {
            self.next_timer();
        }
        self.0.time.set(end);
    }
}

/// Something that was begun. Dropping it aborts it.
pub(crate) struct Call<T> {
    world: World,
    id: u64,
    output: Rc<RefCell<Option<T>>>,
}

impl<T> Call<T> {
    pub(crate) fn take(&self) -> Option<T> {
        self.output.borrow_mut().take()
    }

    pub(crate) fn is_done(&self) -> bool {
        self.output.borrow().is_some()
    }
}

impl<T> Drop for Call<T> {
    fn drop(&mut self) {
        let mut tasks = self.world.0.tasks.borrow_mut();
        let place = tasks.iter().position(|task| task.id == self.id);
        let aborted = place.map(|place| tasks.remove(place));
        drop(tasks);
        drop(aborted);
        self.world.settle();
    }
}

/// A timer, which is cleared when it is dropped.
pub(crate) struct Sleep {
    world: World,
    due: f64,
    id: u64,
}

impl World {
    pub(crate) fn sleep(&self, ms: f64) -> Sleep {
        Sleep { world: self.clone(), due: self.time() + ms, id: self.id() }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.world.time() >= self.due {
            return Poll::Ready(());
        }
        let mut timers = self.world.0.timers.borrow_mut();
        timers.retain(|(_, id, _)| *id != self.id);
        timers.push((self.due, self.id, context.waker().clone()));
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.world.0.timers.borrow_mut().retain(|(_, id, _)| *id != self.id);
    }
}

/// The transport of a world.
pub(crate) struct Network(World);

/// A request that is under way.
struct Open(World);

impl Open {
    fn new(world: &World) -> Open {
        let Inner { open, most_open, .. } = &*world.0;
        open.set(open.get() + 1);
        most_open.set(most_open.get().max(open.get()));
        Open(world.clone())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.0.open.set(self.0.open() - 1);
    }
}

#[derive(Debug)]
struct Said(&'static str);

impl std::fmt::Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Said {}

/// A fault with a cause and no message of its own, as those of a browser are.
pub(crate) fn fault(cause: &'static str) -> Fault {
    Cause::from(Said(cause)).into()
}

/// What the cause of a failure says.
pub(crate) fn cause_of(failure: &Failure) -> Option<String> {
    failure.cause.as_ref()?.as_error().map(ToString::to_string)
}

impl Transport for Network {
    type Body = MemoryBody;

    async fn send(&self, request: Request) -> Result<(Head, MemoryBody), Fault> {
        let world = &self.0;
        let open = Open::new(world);
        let number = world.requests();
        let server = Rc::clone(&*world.0.server.borrow());
        let step = server(&request, number);
        world.0.requests.borrow_mut().push(request);
        world.sleep(step.delay).await;
        if let Some(why) = step.no_answer {
            return Err(fault(why));
        }
        let date = http_date(START + world.time());
        let own = |name: &str| step.headers.iter().find(|(known, _)| *known == name);
        let head = Head::new(step.status, &mut |name| match own(name) {
            Some((_, value)) => Some(value.clone()).filter(|value| value != "-"),
            None => (name == "date").then(|| date.clone()),
        });
        Ok((head, MemoryBody { step, at: 0, world: world.clone(), _open: open }))
    }

    fn resolve_url(&self, url: &str) -> Option<String> {
        url.contains("://").then(|| url.into())
    }

    fn now(&self) -> f64 {
        START + self.0.time() + self.0.0.device_offset.get()
    }

    fn monotonic(&self) -> f64 {
        12_345.0 + self.0.time()
    }

    async fn sleep(&self, ms: f64) {
        assert!((0.0..=milestreak::net::LONGEST_SLEEP_MS).contains(&ms), "a timer for {ms} ms");
        self.0.sleep(ms).await;
    }

    fn random(&self) -> f64 {
        self.0.0.random.get()
    }

    fn spawn(&self, task: BoxFuture<()>) {
        self.0.spawn(task);
    }
}

pub(crate) struct MemoryBody {
    step: Step,
    at: usize,
    world: World,
    _open: Open,
}

impl Body for MemoryBody {
    async fn read(&mut self, into: &mut Vec<u8>, most: usize) -> Result<Piece, Fault> {
        if std::mem::take(&mut self.step.begins_empty) {
            return Ok(Piece::Appended);
        }
        let Step { body, pieces: (size, pause), cut_at, is_endless, .. } = &self.step;
        self.world.sleep(*pause).await;
        if cut_at.is_some_and(|cut| self.at >= cut) {
            return Err(fault("cut off"));
        }
        let end = self.at.saturating_add(*size).min(body.len()).min(cut_at.unwrap_or(usize::MAX));
        let piece = &body[self.at..end];
        if piece.is_empty() {
            if *is_endless {
                pending::<()>().await;
            }
            return Ok(Piece::End);
        }
        if into.len() + piece.len() > most {
            return Ok(Piece::TooLarge);
        }
        into.extend_from_slice(piece);
        self.at = end;
        Ok(Piece::Appended)
    }
}

/// The options of most tests: a token, three attempts of 500 ms, waits of up to 20 ms and 40 ms, and 3 s in all.
pub(crate) fn options() -> ClientOptions {
    ClientOptions {
        auth: Auth::bearer("demo-token"),
        data_scope: Some(DataScope::Own),
        timeout: Duration::from_millis(500),
        deadline: Duration::from_millis(3_000),
        retry: RetryPolicy {
            attempts: 3,
            base_delay: Duration::from_millis(20),
            max_delay: Duration::from_millis(200),
        },
        ..ClientOptions::new("https://shop.example")
    }
}

pub(crate) fn user() -> Query {
    Query::user(USER)
}

pub(crate) fn refresh() -> CallOptions {
    CallOptions { refresh: true, ..CallOptions::default() }
}

/// A token source that is a function.
pub(crate) struct FromFn<F>(pub(crate) F);

impl<F: Fn(bool) -> BoxFuture<Result<String, Fault>>> TokenSource for FromFn<F> {
    fn token(&self, refresh: bool) -> BoxFuture<Result<String, Fault>> {
        (self.0)(refresh)
    }
}

/// Credentials whose token a function gives.
pub(crate) fn token_from(source: impl Fn(bool) -> BoxFuture<Result<String, Fault>> + 'static) -> Auth {
    Auth::Bearer { token: Token::Source(Rc::new(FromFn(source))) }
}

/// A server that knows one token.
pub(crate) fn behind_token(token: &'static str) -> World {
    let expected = format!("Bearer {token}");
    World::serving(move |request, _| {
        let is_known = request.headers.iter().any(|(_, value)| *value == expected);
        (if is_known { body(small("good")) } else { status(401) }).after(5.0)
    })
}

/// What a store does with what it is asked.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Manners {
    Works,
    Fails,
    Hangs,
}

/// A store in memory.
pub(crate) struct MemoryStore {
    world: World,
    pub(crate) kept: RefCell<BTreeMap<String, StoredSnapshot>>,
    pub(crate) manners: Cell<Manners>,
    /// How long each operation takes.
    pub(crate) delay: Cell<f64>,
    /// What was asked, in order.
    pub(crate) asked: RefCell<Vec<&'static str>>,
    running: Cell<usize>,
}

impl MemoryStore {
    pub(crate) fn new(world: &World) -> Rc<MemoryStore> {
        Rc::new(MemoryStore {
            world: world.clone(),
            kept: RefCell::default(),
            manners: Cell::new(Manners::Works),
            delay: Cell::new(0.0),
            asked: RefCell::default(),
            running: Cell::new(0),
        })
    }

    fn operation<T: 'static>(
        &self,
        what: &'static str,
        this: &Rc<MemoryStore>,
        act: impl FnOnce(&MemoryStore) -> T + 'static,
    ) -> BoxFuture<Result<T, Fault>> {
        self.asked.borrow_mut().push(what);
        let (sleep, manners) = (self.world.sleep(self.delay.get()), self.manners.get());
        let this = Rc::clone(this);
        Box::pin(async move {
            assert_eq!(this.running.replace(1), 0, "one operation after the other");
            sleep.await;
            match manners {
                Manners::Works => {
                    this.running.set(0);
                    Ok(act(&this))
                }
                Manners::Fails => {
                    this.running.set(0);
                    Err(fault("no room"))
                }
                Manners::Hangs => pending().await,
            }
        })
    }
}

/// What is given to a client: it needs an `Rc` of the store.
pub(crate) struct StoreHandle(pub(crate) Rc<MemoryStore>);

impl SnapshotStore for StoreHandle {
    fn get(&self, key: String) -> BoxFuture<Result<Option<StoredSnapshot>, Fault>> {
        self.0.operation("get", &self.0, move |store| store.kept.borrow().get(&key).cloned())
    }

    fn set(&self, key: String, value: StoredSnapshot) -> BoxFuture<Result<(), Fault>> {
        self.0.operation("set", &self.0, move |store| drop(store.kept.borrow_mut().insert(key, value)))
    }

    fn delete(&self, prefix: String) -> BoxFuture<Result<(), Fault>> {
        let act =
            move |store: &MemoryStore| store.kept.borrow_mut().retain(|key, _| !key.starts_with(&prefix));
        self.0.operation("delete", &self.0, act)
    }
}

/// Checks that a call failed, and how.
pub(crate) fn failure(answer: Answer, code: FailureCode) -> Failure {
    let failure = *answer.err().unwrap_or_else(|| panic!("no {code:?}: it was a success"));
    assert_eq!(failure.code, code, "{}", failure.message);
    failure
}

/// When a snapshot was received.
pub(crate) fn received_at(fetched: &Fetched) -> Millis {
    fetched.snapshot.received.at.unwrap()
}
