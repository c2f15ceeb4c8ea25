import { answer } from "../../common/shop.js";

export const runtime = "edge";
export const dynamic = "force-dynamic";

export async function GET() {
  return new Response(await answer());
}
