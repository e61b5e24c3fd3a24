using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MeetSolis.IncidentConsole.Access;

public sealed class AccessTables :
    IEntityTypeConfiguration<ConsoleUser>,
    IEntityTypeConfiguration<IdentityUserClaim<string>>,
    IEntityTypeConfiguration<IdentityUserLogin<string>>,
    IEntityTypeConfiguration<IdentityUserToken<string>>,
    IEntityTypeConfiguration<DataProtectionKey>,
    IEntityTypeConfiguration<ApiKeyRow>,
    IEntityTypeConfiguration<AccessLinkRow>,
    IEntityTypeConfiguration<AuditRow>
{
    public void Configure(EntityTypeBuilder<ConsoleUser> builder)
    {
        builder.ToTable("users");
        builder.Property(user => user.DisplayName).HasMaxLength(Wording.MaxName);
        builder.Property(user => user.Role).HasConversion<string>().HasMaxLength(20);
    }

    public void Configure(EntityTypeBuilder<IdentityUserClaim<string>> builder) => builder.ToTable("user_claims");

    public void Configure(EntityTypeBuilder<IdentityUserLogin<string>> builder) => builder.ToTable("user_logins");

    public void Configure(EntityTypeBuilder<IdentityUserToken<string>> builder) => builder.ToTable("user_tokens");

    public void Configure(EntityTypeBuilder<DataProtectionKey> builder) => builder.ToTable("data_protection_keys");

    public void Configure(EntityTypeBuilder<ApiKeyRow> builder)
    {
        builder.ToTable("api_keys").HasKey(key => key.Id);
        builder.Property(key => key.Id).HasMaxLength(40);
        builder.Property(key => key.Name).HasMaxLength(Wording.MaxName);
        builder.Property(key => key.Hash).HasMaxLength(64);
        builder.Property(key => key.Scopes).HasConversion<string>().HasMaxLength(40);
        builder.Property(key => key.CreatedBy).HasMaxLength(Wording.MaxName);
    }

    public void Configure(EntityTypeBuilder<AccessLinkRow> builder)
    {
        builder.ToTable("access_links").HasKey(link => link.Hash);
        builder.Property(link => link.Hash).HasMaxLength(64);
        builder.Property(link => link.Purpose).HasConversion<string>().HasMaxLength(20);
        builder.HasIndex(link => link.UserId);
        builder.HasOne<ConsoleUser>().WithMany().HasForeignKey(link => link.UserId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<AuditRow> builder)
    {
        builder.ToTable("audit").HasKey(row => row.Id);
        builder.Property(row => row.ActorKind).HasConversion<string>().HasMaxLength(20);
        builder.HasIndex(row => row.At);
    }
}
