package io.playgate.playbacktoken.cat;

/** The labels of the claims that are known (RFC 8392 section 4, CTA-5007-B section 4.6). */
final class Claim {
  static final int ISS = 1;
  static final int SUB = 2;
  static final int AUD = 3;
  static final int EXP = 4;
  static final int NBF = 5;
  static final int IAT = 6;
  static final int CTI = 7;
  static final int CATREPLAY = 308;
  static final int CATV = 310;
  static final int CATNIP = 311;
  static final int CATU = 312;
  static final int CATM = 313;
  static final int CATALPN = 314;
  static final int CATH = 315;
  static final int CATGEOISO3166 = 316;
  static final int CATTPK = 319;
  static final int CATIFDATA = 320;
  static final int CATIF = 322;
  static final int CATR = 323;

  private Claim() {}

  /** Its label as it stands in a map of claims. */
  static CborItem label(int claim) {
    return new CborItem.Int(claim);
  }
}
