/**
 * For the tests of a page: responses in the API's form from a few words, and a client that answers with them.
 *
 * @module
 */

export { type FakeCall, type FakeClient, fakeClient } from "./client.js";
export {
  type CycleWords,
  type GroupWords,
  type LevelWords,
  response,
  type ResponseWords,
  type TargetGroupsResponse,
  type TargetWords,
  type TriggerWords,
} from "./response.js";
