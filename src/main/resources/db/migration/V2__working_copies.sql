-- The editors' working copy: one typed row per entity, with its relations. Never served to the public.
-- What keeps a working copy from being published (a missing caveat, a quote that is not in the source) is the gate's
-- to refuse; what could never be published is refused here.

create table document (
    id            uuid        constraint document_pkey primary key,
    slug          text        not null constraint document_slug_key unique
                              constraint document_slug_format
                              check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 100),
    title         text        not null constraint document_title_length check (length(title) between 1 and 300),
    summary       text        not null constraint document_summary_length check (length(summary) between 1 and 2000),
    locale        text        not null constraint document_locale_length check (length(locale) between 1 and 35),
    source        text        not null constraint document_source_length check (length(source) between 1 and 1000000),
    source_sha256 text        not null
                              constraint document_source_is_what_it_says
                              check (encode(sha256(convert_to(source, 'UTF8')), 'hex') = source_sha256),
    review_statement text        constraint document_review_statement_length check (length(review_statement) between 1 and 4000),
    last_reviewed text        constraint document_last_reviewed_format check (last_reviewed ~ '^\d{4}(-\d{2}(-\d{2})?)?$'),
    next_due      text        constraint document_next_due_format check (next_due ~ '^\d{4}(-\d{2}(-\d{2})?)?$'),
    version       integer     not null,
    updated_at    timestamptz not null,
    constraint document_review_whole check (next_due is null or last_reviewed is not null)
);
create table document_notice (
    document_id uuid not null constraint document_notice_owner_fkey references document on delete cascade,
    position integer not null,
    code text not null constraint document_notice_code_known
         check (code in ('SOURCE_LISTS_NO_REFERENCES', 'SOURCE_TRUNCATED', 'SOURCE_FORMATTING_LOST',
                         'SOURCE_INCONSISTENT')),
    text text not null constraint document_notice_text_length check (length(text) between 1 and 4000),
    constraint document_notice_pkey primary key (document_id, position),
    constraint document_notice_once unique (document_id, code)
);
create table document_section (
    document_id uuid not null constraint document_section_owner_fkey references document on delete cascade,
    position integer not null,
    slug text not null constraint document_section_slug_format check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    heading text not null constraint document_section_heading_length check (length(heading) between 1 and 300),
    heading_origin text not null constraint document_section_heading_origin_known
         check (heading_origin in ('SOURCE', 'EDITORIAL')),
    kind text not null constraint document_section_kind_known
         check (kind in ('SUMMARY', 'REVIEW', 'BACKGROUND', 'CAUSES', 'MECHANISMS', 'PROCEDURE', 'SOURCES', 'DELIVERY',
                         'SUITABILITY', 'EXPECTATIONS', 'CONSULTATION', 'RESEARCH')),
    start_offset integer not null,
    end_offset integer not null,
    constraint document_section_pkey primary key (document_id, position),
    constraint document_section_slug_once unique (document_id, slug),
    constraint document_section_range check (0 <= start_offset and start_offset < end_offset)
);
-- What the source says that no entity states, and why.
create table document_section_only (
    document_id uuid not null constraint document_section_only_owner_fkey references document on delete cascade,
    position integer not null,
    reason text not null constraint document_section_only_reason_length check (length(reason) between 1 and 4000),
    start_offset integer not null,
    end_offset integer not null,
    quote text not null,
    constraint document_section_only_pkey primary key (document_id, position),
    constraint document_section_only_range check (0 <= start_offset and start_offset < end_offset),
    constraint document_section_only_quote_fits check (length(quote) = end_offset - start_offset)
);

create table reference (
    id            uuid        constraint reference_pkey primary key,
    slug          text        not null constraint reference_slug_key unique
                              constraint reference_slug_format
                              check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 100),
    title         text        not null constraint reference_title_length check (length(title) between 1 and 300),
    summary       text        not null constraint reference_summary_length check (length(summary) between 1 and 2000),
    csl_type      text        not null constraint reference_csl_type_format check (csl_type ~ '^[a-z]+([-_][a-z]+)*$'),
    container_title text      constraint reference_container_title_length check (length(container_title) between 1 and 300),
    issued        text        constraint reference_issued_format check (issued ~ '^\d{4}(-\d{2}(-\d{2})?)?$'),
    volume        text        constraint reference_volume_length check (length(volume) between 1 and 50),
    issue         text        constraint reference_issue_length check (length(issue) between 1 and 50),
    page          text        constraint reference_page_length check (length(page) between 1 and 50),
    doi           text        constraint reference_doi_format check (doi ~ '^10\.\d{4,9}/\S+$'),
    pmid          text        constraint reference_pmid_format check (pmid ~ '^[1-9]\d{0,8}$'),
    url           text        constraint reference_url_format check (url ~ '^https?://'),
    origin        text        not null constraint reference_origin_known check (origin in ('SOURCE', 'EDITORIAL')),
    citation_key  text        not null constraint reference_citation_key_key unique
                              constraint reference_citation_key_length check (length(citation_key) between 1 and 100),
    last_reviewed text        constraint reference_last_reviewed_format check (last_reviewed ~ '^\d{4}(-\d{2}(-\d{2})?)?$'),
    next_due      text        constraint reference_next_due_format check (next_due ~ '^\d{4}(-\d{2}(-\d{2})?)?$'),
    version       integer     not null,
    updated_at    timestamptz not null,
    constraint reference_review_whole check (next_due is null or last_reviewed is not null)
);
create table reference_author (
    reference_id uuid not null constraint reference_author_owner_fkey references reference on delete cascade,
    position integer not null,
    family text not null constraint reference_author_family_length check (length(family) between 1 and 200),
    given text constraint reference_author_given_length check (length(given) between 1 and 200),
    constraint reference_author_pkey primary key (reference_id, position)
);
create table reference_passage (
    reference_id uuid not null constraint reference_passage_owner_fkey references reference on delete cascade,
    position integer not null,
    document_id uuid not null constraint reference_passage_document_fkey references document,
    start_offset integer not null,
    end_offset integer not null,
    quote text not null,
    constraint reference_passage_pkey primary key (reference_id, position),
    constraint reference_passage_range check (0 <= start_offset and start_offset < end_offset),
    constraint reference_passage_quote_fits check (length(quote) = end_offset - start_offset)
);

create table caveat (
    id            uuid        constraint caveat_pkey primary key,
    slug          text        not null constraint caveat_slug_key unique
                              constraint caveat_slug_format
                              check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 100),
    title         text        not null constraint caveat_title_length check (length(title) between 1 and 300),
    summary       text        not null constraint caveat_summary_length check (length(summary) between 1 and 2000),
    statement     text        not null constraint caveat_statement_length check (length(statement) between 1 and 4000),
    kind          text        not null constraint caveat_kind_known
                              check (kind in ('EXPECTATION', 'EVIDENCE', 'REGULATORY', 'SAFETY', 'SUITABILITY')),
    severity      text        not null constraint caveat_severity_known
                              check (severity in ('INFORMATION', 'IMPORTANT', 'CRITICAL')),
    last_reviewed text        constraint caveat_last_reviewed_format check (last_reviewed ~ '^\d{4}(-\d{2}(-\d{2})?)?$'),
    next_due      text        constraint caveat_next_due_format check (next_due ~ '^\d{4}(-\d{2}(-\d{2})?)?$'),
    version       integer     not null,
    updated_at    timestamptz not null,
    constraint caveat_review_whole check (next_due is null or last_reviewed is not null)
);
create table caveat_reference (
    caveat_id uuid not null constraint caveat_reference_owner_fkey references caveat on delete cascade,
    position integer not null,
    reference_id uuid not null constraint caveat_reference_target_fkey references reference,
    constraint caveat_reference_pkey primary key (caveat_id, position),
    constraint caveat_reference_once unique (caveat_id, reference_id)
);
create table caveat_passage (
    caveat_id uuid not null constraint caveat_passage_owner_fkey references caveat on delete cascade,
    position integer not null,
    document_id uuid not null constraint caveat_passage_document_fkey references document,
    start_offset integer not null,
    end_offset integer not null,
    quote text not null,
    constraint caveat_passage_pkey primary key (caveat_id, position),
    constraint caveat_passage_range check (0 <= start_offset and start_offset < end_offset),
    constraint caveat_passage_quote_fits check (length(quote) = end_offset - start_offset)
);

create table condition (
    id            uuid        constraint condition_pkey primary key,
    slug          text        not null constraint condition_slug_key unique
                              constraint condition_slug_format
                              check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 100),
    name          text        not null constraint condition_name_length check (length(name) between 1 and 200),
    summary       text        not null constraint condition_summary_length check (length(summary) between 1 and 2000),
    kind          text        not null constraint condition_kind_known
                              check (kind in ('INJURY', 'DISEASE', 'DEGENERATION', 'DEVELOPMENTAL', 'AGEING', 'DAMAGE')),
    aliases       text[]      not null,
    symptoms      text[]      not null,
    affected_joints text[]      not null,
    last_reviewed text        constraint condition_last_reviewed_format check (last_reviewed ~ '^\d{4}(-\d{2}(-\d{2})?)?$'),
    next_due      text        constraint condition_next_due_format check (next_due ~ '^\d{4}(-\d{2}(-\d{2})?)?$'),
    version       integer     not null,
    updated_at    timestamptz not null,
    constraint condition_review_whole check (next_due is null or last_reviewed is not null)
);
create table condition_code (
    condition_id uuid not null constraint condition_code_owner_fkey references condition on delete cascade,
    position integer not null,
    system text not null constraint condition_code_system_length check (length(system) between 1 and 200),
    code text not null constraint condition_code_code_length check (length(code) between 1 and 100),
    display text not null constraint condition_code_display_length check (length(display) between 1 and 200),
    match text not null constraint condition_code_match_known check (match in ('EXACT', 'BROADER', 'NARROWER')),
    constraint condition_code_pkey primary key (condition_id, position),
    constraint condition_code_once unique (condition_id, system, code)
);
create table condition_cause (
    condition_id uuid not null constraint condition_cause_owner_fkey references condition on delete cascade,
    position integer not null,
    cause_id uuid not null constraint condition_cause_target_fkey references condition,
    how text not null constraint condition_cause_how_length check (length(how) between 1 and 4000),
    constraint condition_cause_pkey primary key (condition_id, position),
    constraint condition_cause_once unique (condition_id, cause_id),
    constraint condition_cause_not_itself check (condition_id <> cause_id)
);
create table condition_caveat (
    condition_id uuid not null constraint condition_caveat_owner_fkey references condition on delete cascade,
    position integer not null,
    caveat_id uuid not null constraint condition_caveat_target_fkey references caveat,
    constraint condition_caveat_pkey primary key (condition_id, position),
    constraint condition_caveat_once unique (condition_id, caveat_id)
);
create table condition_reference (
    condition_id uuid not null constraint condition_reference_owner_fkey references condition on delete cascade,
    position integer not null,
    reference_id uuid not null constraint condition_reference_target_fkey references reference,
    constraint condition_reference_pkey primary key (condition_id, position),
    constraint condition_reference_once unique (condition_id, reference_id)
);
create table condition_passage (
    condition_id uuid not null constraint condition_passage_owner_fkey references condition on delete cascade,
    position integer not null,
    document_id uuid not null constraint condition_passage_document_fkey references document,
    start_offset integer not null,
    end_offset integer not null,
    quote text not null,
    constraint condition_passage_pkey primary key (condition_id, position),
    constraint condition_passage_range check (0 <= start_offset and start_offset < end_offset),
    constraint condition_passage_quote_fits check (length(quote) = end_offset - start_offset)
);

create table msc_source (
    id            uuid        constraint msc_source_pkey primary key,
    slug          text        not null constraint msc_source_slug_key unique
                              constraint msc_source_slug_format
                              check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 100),
    name          text        not null constraint msc_source_name_length check (length(name) between 1 and 200),
    summary       text        not null constraint msc_source_summary_length check (length(summary) between 1 and 2000),
    tissue        text        not null constraint msc_source_tissue_length check (length(tissue) between 1 and 200),
    donor_type    text        not null constraint msc_source_donor_type_known
                              check (donor_type in ('AUTOLOGOUS', 'ALLOGENEIC')),
    abbreviations text[]      not null,
    procurement   text        not null constraint msc_source_procurement_length check (length(procurement) between 1 and 4000),
    last_reviewed text        constraint msc_source_last_reviewed_format check (last_reviewed ~ '^\d{4}(-\d{2}(-\d{2})?)?$'),
    next_due      text        constraint msc_source_next_due_format check (next_due ~ '^\d{4}(-\d{2}(-\d{2})?)?$'),
    version       integer     not null,
    updated_at    timestamptz not null,
    constraint msc_source_review_whole check (next_due is null or last_reviewed is not null)
);
create table msc_source_advantage (
    msc_source_id uuid not null constraint msc_source_advantage_owner_fkey references msc_source on delete cascade,
    position integer not null,
    text text not null constraint msc_source_advantage_text_length check (length(text) between 1 and 4000),
    document_id uuid not null constraint msc_source_advantage_document_fkey references document,
    start_offset integer not null,
    end_offset integer not null,
    quote text not null,
    constraint msc_source_advantage_pkey primary key (msc_source_id, position),
    constraint msc_source_advantage_range check (0 <= start_offset and start_offset < end_offset),
    constraint msc_source_advantage_quote_fits check (length(quote) = end_offset - start_offset)
);
create table msc_source_consideration (
    msc_source_id uuid not null constraint msc_source_consideration_owner_fkey references msc_source on delete cascade,
    position integer not null,
    text text not null constraint msc_source_consideration_text_length check (length(text) between 1 and 4000),
    document_id uuid not null constraint msc_source_consideration_document_fkey references document,
    start_offset integer not null,
    end_offset integer not null,
    quote text not null,
    constraint msc_source_consideration_pkey primary key (msc_source_id, position),
    constraint msc_source_consideration_range check (0 <= start_offset and start_offset < end_offset),
    constraint msc_source_consideration_quote_fits check (length(quote) = end_offset - start_offset)
);
create table msc_source_caveat (
    msc_source_id uuid not null constraint msc_source_caveat_owner_fkey references msc_source on delete cascade,
    position integer not null,
    caveat_id uuid not null constraint msc_source_caveat_target_fkey references caveat,
    constraint msc_source_caveat_pkey primary key (msc_source_id, position),
    constraint msc_source_caveat_once unique (msc_source_id, caveat_id)
);
create table msc_source_reference (
    msc_source_id uuid not null constraint msc_source_reference_owner_fkey references msc_source on delete cascade,
    position integer not null,
    reference_id uuid not null constraint msc_source_reference_target_fkey references reference,
    constraint msc_source_reference_pkey primary key (msc_source_id, position),
    constraint msc_source_reference_once unique (msc_source_id, reference_id)
);
create table msc_source_passage (
    msc_source_id uuid not null constraint msc_source_passage_owner_fkey references msc_source on delete cascade,
    position integer not null,
    document_id uuid not null constraint msc_source_passage_document_fkey references document,
    start_offset integer not null,
    end_offset integer not null,
    quote text not null,
    constraint msc_source_passage_pkey primary key (msc_source_id, position),
    constraint msc_source_passage_range check (0 <= start_offset and start_offset < end_offset),
    constraint msc_source_passage_quote_fits check (length(quote) = end_offset - start_offset)
);

create table delivery_method (
    id            uuid        constraint delivery_method_pkey primary key,
    slug          text        not null constraint delivery_method_slug_key unique
                              constraint delivery_method_slug_format
                              check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 100),
    name          text        not null constraint delivery_method_name_length check (length(name) between 1 and 200),
    summary       text        not null constraint delivery_method_summary_length check (length(summary) between 1 and 2000),
    kind          text        not null constraint delivery_method_kind_known
                              check (kind in ('INJECTION', 'ADJUNCT')),
    description   text        not null constraint delivery_method_description_length check (length(description) between 1 and 4000),
    target_sites  text[]      not null,
    guidance      text[]      not null constraint delivery_method_guidance_known
                              check (guidance <@ array['ULTRASOUND', 'FLUOROSCOPY']),
    purpose       text        not null constraint delivery_method_purpose_length check (length(purpose) between 1 and 4000),
    last_reviewed text        constraint delivery_method_last_reviewed_format check (last_reviewed ~ '^\d{4}(-\d{2}(-\d{2})?)?$'),
    next_due      text        constraint delivery_method_next_due_format check (next_due ~ '^\d{4}(-\d{2}(-\d{2})?)?$'),
    version       integer     not null,
    updated_at    timestamptz not null,
    constraint delivery_method_review_whole check (next_due is null or last_reviewed is not null)
);
create table delivery_method_caveat (
    delivery_method_id uuid not null constraint delivery_method_caveat_owner_fkey references delivery_method on delete cascade,
    position integer not null,
    caveat_id uuid not null constraint delivery_method_caveat_target_fkey references caveat,
    constraint delivery_method_caveat_pkey primary key (delivery_method_id, position),
    constraint delivery_method_caveat_once unique (delivery_method_id, caveat_id)
);
create table delivery_method_reference (
    delivery_method_id uuid not null constraint delivery_method_reference_owner_fkey references delivery_method on delete cascade,
    position integer not null,
    reference_id uuid not null constraint delivery_method_reference_target_fkey references reference,
    constraint delivery_method_reference_pkey primary key (delivery_method_id, position),
    constraint delivery_method_reference_once unique (delivery_method_id, reference_id)
);
create table delivery_method_passage (
    delivery_method_id uuid not null constraint delivery_method_passage_owner_fkey references delivery_method on delete cascade,
    position integer not null,
    document_id uuid not null constraint delivery_method_passage_document_fkey references document,
    start_offset integer not null,
    end_offset integer not null,
    quote text not null,
    constraint delivery_method_passage_pkey primary key (delivery_method_id, position),
    constraint delivery_method_passage_range check (0 <= start_offset and start_offset < end_offset),
    constraint delivery_method_passage_quote_fits check (length(quote) = end_offset - start_offset)
);

create table treatment (
    id            uuid        constraint treatment_pkey primary key,
    slug          text        not null constraint treatment_slug_key unique
                              constraint treatment_slug_format
                              check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 100),
    name          text        not null constraint treatment_name_length check (length(name) between 1 and 200),
    summary       text        not null constraint treatment_summary_length check (length(summary) between 1 and 2000),
    category      text        not null constraint treatment_category_known
                              check (category in ('CONSERVATIVE', 'PHARMACOLOGICAL', 'INJECTION', 'SURGICAL', 'REGENERATIVE')),
    evidence_stage text        not null constraint treatment_evidence_stage_known
                              check (evidence_stage in ('ESTABLISHED', 'INVESTIGATIONAL')),
    aliases       text[]      not null,
    last_reviewed text        constraint treatment_last_reviewed_format check (last_reviewed ~ '^\d{4}(-\d{2}(-\d{2})?)?$'),
    next_due      text        constraint treatment_next_due_format check (next_due ~ '^\d{4}(-\d{2}(-\d{2})?)?$'),
    version       integer     not null,
    updated_at    timestamptz not null,
    constraint treatment_review_whole check (next_due is null or last_reviewed is not null)
);
create table treatment_aim (
    treatment_id uuid not null constraint treatment_aim_owner_fkey references treatment on delete cascade,
    position integer not null,
    text text not null constraint treatment_aim_text_length check (length(text) between 1 and 4000),
    document_id uuid not null constraint treatment_aim_document_fkey references document,
    start_offset integer not null,
    end_offset integer not null,
    quote text not null,
    constraint treatment_aim_pkey primary key (treatment_id, position),
    constraint treatment_aim_range check (0 <= start_offset and start_offset < end_offset),
    constraint treatment_aim_quote_fits check (length(quote) = end_offset - start_offset)
);
create table treatment_mechanism (
    treatment_id uuid not null constraint treatment_mechanism_owner_fkey references treatment on delete cascade,
    position integer not null,
    name text not null constraint treatment_mechanism_name_length check (length(name) between 1 and 200),
    description text not null constraint treatment_mechanism_description_length check (length(description) between 1 and 4000),
    document_id uuid not null constraint treatment_mechanism_document_fkey references document,
    start_offset integer not null,
    end_offset integer not null,
    quote text not null,
    constraint treatment_mechanism_pkey primary key (treatment_id, position),
    constraint treatment_mechanism_range check (0 <= start_offset and start_offset < end_offset),
    constraint treatment_mechanism_quote_fits check (length(quote) = end_offset - start_offset)
);
create table treatment_candidacy (
    treatment_id uuid not null constraint treatment_candidacy_owner_fkey references treatment on delete cascade,
    position integer not null,
    criterion text not null constraint treatment_candidacy_criterion_length check (length(criterion) between 1 and 200),
    description text not null constraint treatment_candidacy_description_length check (length(description) between 1 and 4000),
    document_id uuid not null constraint treatment_candidacy_document_fkey references document,
    start_offset integer not null,
    end_offset integer not null,
    quote text not null,
    constraint treatment_candidacy_pkey primary key (treatment_id, position),
    constraint treatment_candidacy_range check (0 <= start_offset and start_offset < end_offset),
    constraint treatment_candidacy_quote_fits check (length(quote) = end_offset - start_offset)
);
create table treatment_research_direction (
    treatment_id uuid not null constraint treatment_research_direction_owner_fkey references treatment on delete cascade,
    position integer not null,
    text text not null constraint treatment_research_direction_text_length check (length(text) between 1 and 4000),
    document_id uuid not null constraint treatment_research_direction_document_fkey references document,
    start_offset integer not null,
    end_offset integer not null,
    quote text not null,
    constraint treatment_research_direction_pkey primary key (treatment_id, position),
    constraint treatment_research_direction_range check (0 <= start_offset and start_offset < end_offset),
    constraint treatment_research_direction_quote_fits check (length(quote) = end_offset - start_offset)
);
create table treatment_code (
    treatment_id uuid not null constraint treatment_code_owner_fkey references treatment on delete cascade,
    position integer not null,
    system text not null constraint treatment_code_system_length check (length(system) between 1 and 200),
    code text not null constraint treatment_code_code_length check (length(code) between 1 and 100),
    display text not null constraint treatment_code_display_length check (length(display) between 1 and 200),
    match text not null constraint treatment_code_match_known check (match in ('EXACT', 'BROADER', 'NARROWER')),
    constraint treatment_code_pkey primary key (treatment_id, position),
    constraint treatment_code_once unique (treatment_id, system, code)
);
create table treatment_condition (
    treatment_id uuid not null constraint treatment_condition_owner_fkey references treatment on delete cascade,
    position integer not null,
    condition_id uuid not null constraint treatment_condition_target_fkey references condition,
    constraint treatment_condition_pkey primary key (treatment_id, position),
    constraint treatment_condition_once unique (treatment_id, condition_id)
);
create table treatment_msc_source (
    treatment_id uuid not null constraint treatment_msc_source_owner_fkey references treatment on delete cascade,
    position integer not null,
    msc_source_id uuid not null constraint treatment_msc_source_target_fkey references msc_source,
    constraint treatment_msc_source_pkey primary key (treatment_id, position),
    constraint treatment_msc_source_once unique (treatment_id, msc_source_id)
);
create table treatment_delivery_method (
    treatment_id uuid not null constraint treatment_delivery_method_owner_fkey references treatment on delete cascade,
    position integer not null,
    delivery_method_id uuid not null constraint treatment_delivery_method_target_fkey references delivery_method,
    constraint treatment_delivery_method_pkey primary key (treatment_id, position),
    constraint treatment_delivery_method_once unique (treatment_id, delivery_method_id)
);
create table treatment_caveat (
    treatment_id uuid not null constraint treatment_caveat_owner_fkey references treatment on delete cascade,
    position integer not null,
    caveat_id uuid not null constraint treatment_caveat_target_fkey references caveat,
    constraint treatment_caveat_pkey primary key (treatment_id, position),
    constraint treatment_caveat_once unique (treatment_id, caveat_id)
);
create table treatment_reference (
    treatment_id uuid not null constraint treatment_reference_owner_fkey references treatment on delete cascade,
    position integer not null,
    reference_id uuid not null constraint treatment_reference_target_fkey references reference,
    constraint treatment_reference_pkey primary key (treatment_id, position),
    constraint treatment_reference_once unique (treatment_id, reference_id)
);
create table treatment_passage (
    treatment_id uuid not null constraint treatment_passage_owner_fkey references treatment on delete cascade,
    position integer not null,
    document_id uuid not null constraint treatment_passage_document_fkey references document,
    start_offset integer not null,
    end_offset integer not null,
    quote text not null,
    constraint treatment_passage_pkey primary key (treatment_id, position),
    constraint treatment_passage_range check (0 <= start_offset and start_offset < end_offset),
    constraint treatment_passage_quote_fits check (length(quote) = end_offset - start_offset)
);
