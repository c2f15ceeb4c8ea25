//! The built package in a headless browser: `wasm-pack test`. The cases stand in `tests/cases`, where Node and the drivers of
//! other browsers run them too; here each is a test of its own.
//!
//! `npm test` starts the mock API and says where it is in `MILESTREAK_ORIGIN`.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may"
)]

use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/tests/browser/run.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn run(name: &str, origin: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    async fn names(origin: &str) -> Result<JsValue, JsValue>;
}

fn origin() -> &'static str {
    match option_env!("MILESTREAK_ORIGIN") {
        Some(origin) => origin,
        None => panic!("start the browser tests with npm test: they need the mock API"),
    }
}

macro_rules! cases {
    ($($name:ident)*) => {
        const CASES: &[&str] = &[$(stringify!($name)),*];

        $(
            #[wasm_bindgen_test]
            async fn $name() -> Result<(), JsValue> {
                run(stringify!($name), origin()).await.map(drop)
            }
        )*
    };
}

cases! {
    all_vectors_hold
    the_published_response_says_what_it_must
    every_result_has_exactly_the_declared_fields_and_types
    results_survive_json_and_structuredclone
    every_form_of_input_gives_the_same
    the_one_shot_functions_are_those_of_a_snapshot
    before_init_everything_says_so
    init_again_is_free
    init_takes_bytes
    a_failed_init_is_not_kept
    errors_are_errors_with_a_code
    the_damaged_samples_say_what_is_wrong
    each_failure_has_its_code
    what_is_no_response_is_told_apart
    options_are_checked
    now_is_a_date_a_number_or_the_clock
    a_freed_snapshot_says_so
    foreign_objects_are_no_snapshots
    zones_agree_with_what_intl_says_of_them
    zones_are_those_of_intl_by_its_names
    zones_are_known_where_there_is_no_temporal
    offsets_of_long_ago_and_far_ahead_are_found
    numbers_are_those_of_json_parse_to_the_last_bit
    ten_thousand_snapshots_later_it_still_works
    a_client_starts_the_engine_once_for_all_who_need_it
    a_watch_starts_the_engine
    what_keeps_it_from_starting_comes_out_of_the_call_and_the_next_call_tries_again
    the_slim_entry_cannot_start_by_itself_and_says_what_to_do
    an_address_that_is_given_while_the_slim_entry_looks_for_one_is_used
    an_abort_and_a_sign_out_end_the_wait_for_the_engine_and_nothing_is_asked_for
    init_takes_the_answer_to_a_request_for_the_module_or_a_promise_of_it
    a_request_leaves_while_the_engine_starts_and_there_is_no_second_one
    each_user_has_a_request_of_their_own_and_the_next_call_asks_anew
    what_the_engine_refuses_is_not_sent_before_it_is_there
    what_has_secrets_headers_of_the_caller_s_or_a_store_waits_for_the_engine
    it_ends_when_nobody_waits_for_it_any_more
    it_ends_when_the_engine_does_not_start
    its_failure_is_that_of_a_first_attempt
    an_answer_that_waited_for_the_engine_does_not_put_the_clock_back
    an_answer_that_the_page_hands_over_is_read_in_place_of_a_request_once
    one_that_fails_is_asked_for_as_ever_and_nobody_else_s_question_is_answered_by_it
    an_object_means_what_its_text_means
    any_value_in_any_place_of_an_object_means_what_its_text_means
    getters_proxies_frozen_and_foreign_objects_are_read_like_any_other
    an_object_that_parses_another_one_while_it_is_read_harms_neither
    what_a_getter_throws_is_told_as_the_cause
    an_older_library_that_gives_arrays_a_tojson_changes_nothing
    fetches_and_reads
    sends_the_parameters_and_headers_asked_for_and_no_others
    asks_only_for_what_the_options_say
    the_older_path_works_as_well
    each_kind_of_credentials_opens_the_door
    each_status_has_its_code
    a_user_that_is_not_there_is_not_found
    credentials_go_where_they_were_meant_to_go_and_nowhere_else
    no_connection_is_a_network_failure
    an_abort_with_any_reason_ends_it_and_keeps_the_reason
    an_abort_before_and_one_in_the_middle_of_the_body
    a_body_that_comes_too_slowly_is_timed_out
    a_body_that_is_too_large_is_refused
    what_is_no_json_is_told_as_such
    options_are_checked_before_anything_is_sent
    a_failure_of_the_network_says_what_the_browser_said
    answers_without_a_stream_are_read_and_so_are_those_of_mocks
    what_is_no_answer_at_all_is_told_as_such
    a_request_that_refuses_signals_is_sent_without_one
    a_library_that_gives_arrays_a_tojson_changes_nothing_of_a_client
    an_answer_from_a_cache_says_how_old_it_is_and_a_date_far_off_is_not_believed_at_once
    the_server_s_time_zone_is_an_option_of_the_client
    the_same_request_in_flight_is_one_request_and_each_caller_has_its_own_snapshot
    an_abort_ends_the_caller_s_wait_and_the_request_with_the_last_of_them
    an_abort_ends_every_kind_of_wait_at_once
    many_refused_calls_renew_the_token_once
    a_token_that_cannot_be_renewed_is_a_refusal_after_which_nothing_is_held
    two_hundred_calls_with_random_aborts_all_settle
    what_is_held_is_asked_for_by_its_version
    the_cache_shows_what_it_has_and_asks_for_more_when_that_is_old
    what_the_server_forbids_is_shown_no_more
    a_store_outlives_the_page_holds_no_customer_and_shows_nobody_another_s_figures
    a_store_needs_to_know_who_is_signed_in
    a_store_that_fails_hangs_or_holds_nonsense_costs_nothing_but_itself
    after_a_sign_out_nothing_is_there_and_nothing_comes
    whoever_shows_figures_hears_of_a_sign_out_in_whatever_way_they_read_them
    a_watch_that_is_begun_when_a_sign_out_is_heard_of_is_none_of_those_that_it_ends
    a_wrong_clock_is_put_right_by_the_server_s
    progress_is_told_on_the_way
    a_watch_tells_of_failures_and_gets_over_them
    a_watch_waits_between_failures_whatever_the_retry_policy_is
    a_watch_asks_again_when_the_figures_change_by_themselves
    a_watch_that_nobody_reads_keeps_the_latest_figures_and_every_event
    a_watch_ends_with_its_signal_and_gives_up_what_cannot_be_cured
    credentials_are_in_nothing_that_can_be_printed
    any_value_in_any_place_ends_in_an_answer_or_an_error_and_harms_nothing
    any_value_to_start_with_and_it_can_still_be_started
    a_token_and_a_store_may_give_anything
    an_engine_that_breaks_down_says_so_and_the_next_init_gives_another
    a_stack_that_is_full_loses_an_answer_and_not_the_page
    a_trap_in_any_function_of_the_engine_stops_it_and_the_next_init_gives_another
    a_trap_in_any_state_of_a_request_settles_every_promise_and_the_next_init_gives_another_engine
    a_client_goes_on_in_the_next_engine
}

#[wasm_bindgen_test]
async fn no_case_is_left_out() {
    let names: js_sys::Array = names(origin()).await.unwrap().unchecked_into();
    let names: Vec<String> = names.iter().map(|name| name.as_string().unwrap()).collect();
    assert_eq!(names, CASES);
}
