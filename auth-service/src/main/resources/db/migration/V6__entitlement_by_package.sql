-- Whether anybody is entitled to a package: asked of events about packages that their viewer has not.
create index entitlement_package on entitlement (package);
