/** Regions whose weeks begin with a day other than Monday, for browsers that do not know. From Unicode's CLDR. */
const REGIONS = {
  5: "MV",
  6: "AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY",
  7: "AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN IS JM JP KE KH KR LA MH MM MO MT MX MZ NI NP PA PE PH PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW",
};

/** `Intl.Locale` with what newer browsers know, older ones as a property. */
interface Weekly extends Intl.Locale {
  getWeekInfo?(): { firstDay: number };
  weekInfo?: { firstDay: number };
}

/** The first day of the week, 1 for Monday to 7 for Sunday. */
export function firstDayOfWeek(locale: string): number {
  const known = new Intl.Locale(locale) as Weekly;
  return (known.getWeekInfo?.() ?? known.weekInfo)?.firstDay ?? firstDayOfRegion(known.maximize().region);
}

/** The same by the table. */
export function firstDayOfRegion(region = "001"): number {
  for (const [day, regions] of Object.entries(REGIONS)) if (regions.includes(region)) return Number(day);
  return 1;
}
